// What people type, and what they should not: every text must come back as it went.
export const SPITEFUL = [
  "'; DROP TABLE members; --",
  'Robert"); DELETE FROM x; --',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '{{7*7}} ${7*7} %s%n%x',
  '\\u0000 \\" \\\\',
  '가나다 아이핏 👩‍🚀🇰🇷',
  'مرحبا \u202e abc',
  'e\u0301 Å ﬁ ㎞',
  '$1 $2 ?1 :name @id',
  '../../etc/passwd',
  "' OR '1'='1",
];
