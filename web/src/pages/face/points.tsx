import { enrolWords } from '../../i18n/enrol';
import { useWords } from '../../i18n/use';
import './points.css';

/** What is kept of a face, what is not, what for, and how it goes away: the same words before consent and afterwards. */
export function Points({ title }: { title?: string }) {
  const t = useWords(enrolWords);
  return (
    <div class="points">
      {title && <h2>{title}</h2>}
      <dl>
        {t.points.map(({ title: question, text }) => (
          <div key={question}>
            <dt>{question}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
