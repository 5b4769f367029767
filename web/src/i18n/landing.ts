import { words } from './language';

export const landingWords = words({
  ko: {
    title: '카메라 하나면\n충분한 트레이너',
    tagline: '자세를 보고, 횟수를 세고, 틀리면 바로 말해 줍니다.',
    features: [
      { title: '정확하게 셉니다', text: '얕거나 흐트러진 동작은 세지 않고, 왜 그런지 알려 줍니다.' },
      { title: '기록이 쌓입니다', text: '오늘과 이번 주, 목표와 최고 기록을 한눈에 봅니다.' },
      { title: '영상은 나가지 않습니다', text: '운동하는 영상은 이 기기에서만 쓰이고 어디에도 보내지 않습니다.' },
    ],
    start: '회원가입',
    haveAccount: '로그인',
    closed: '이 서버는 지금 새 회원을 받지 않아요.',
    invitation: '이 서버는 초대 링크가 있어야 가입할 수 있어요.',
  },
  en: {
    title: 'A camera is\nall you need',
    tagline: 'It watches your form, counts your repetitions and tells you at once what to mend.',
    features: [
      { title: 'An honest count', text: 'Shallow or sloppy repetitions are not counted, and you learn why.' },
      { title: 'A record that grows', text: 'Today, this week, your goals and your bests at a glance.' },
      { title: 'Your video stays here', text: 'The video of your training is used on this device only and is never sent anywhere.' },
    ],
    start: 'Sign up',
    haveAccount: 'Log in',
    closed: 'This server takes no new members at the moment.',
    invitation: 'This server needs an invitation link to sign up.',
  },
});
