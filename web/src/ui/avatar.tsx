/** A member's photo, or the first letter of the nickname. Always stands beside the name, so it says nothing itself. */
export function Avatar({ nickname, photo }: { nickname: string; photo: string | null }) {
  return <span class="avatar" aria-hidden="true">{photo ? <img src={photo} alt="" /> : [...nickname][0]}</span>;
}
