/** Lines of questions.jsonl and answers.jsonl, as models/nano/train/make_eval.py and score.py know them. */
export interface Question {
  id: number;
  /** Path inside the set. */
  picture: string;
  split: 'seen' | 'unseen';
  renderer: string;
  task: string;
  question: string;
}

export interface Answer {
  id: number;
  answer: string;
}

/** The pictures of some questions, in order. */
export function pictures(questions: Question[]): string[] {
  return [...new Set(questions.map((q) => q.picture))];
}

/** The questions of `limit` pictures spread evenly over each split (0: all), so that every renderer keeps its share. */
export function chosen(questions: Question[], limit: number): Question[] {
  const all = pictures(questions);
  if (limit <= 0 || limit >= all.length) return questions;
  const keep = new Set(Array.from({ length: limit }, (_, i) => all[Math.floor((i * all.length) / limit)]));
  return questions.filter((q) => keep.has(q.picture));
}
