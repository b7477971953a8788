/** Questions about a picture where there is none. */
import { msg } from '../shared/message.ts';

export const NO_PICTURE = msg`I cannot tell: there is no picture. Paste, drop or pick one first.`;
/** The same on the command line. */
export const NO_PICTURE_FILE = msg`I cannot tell: there is no picture. Give one with --image FILE.`;

const PICTURE =
  /\b(?:(?:this|that|the|these|my|attached|above|shown)\s+(?:\w+\s+)?(?:pictures?|images?|photos?|screenshots?|charts?|graphs?|plots?|diagrams?|flowcharts?|mock-?ups?|pages?|screens?|figures?|tables?)|in the (?:picture|image)|do you see|can you see)\b|(?:这|该|此|上面的?|图)[张个幅]?.{0,4}(?:图|截图|照片|图片|图表|页面|屏幕)|图(?:中|里|上)/i;

/** Whether a question is about a picture that should be there. */
export const mentionsPicture = (question: string): boolean => PICTURE.test(question.slice(0, 600));

/** The kind of picture as a whole is what the built-in model was trained to recognise: charts, diagrams, mockups, code, photos. */
export const asksKindOfPicture = (question: string): boolean =>
  /^[\s\p{P}]*what (?:kind|type|sort) of (?:picture|image|photo|screenshot)\b|^[\s\p{P}]*what(?:'s| is) (?:this|it|that|in (?:this|the) (?:picture|image))[\s\p{P}]*$|^(?:这|那)?(?:张|幅)?(?:图片?)?是什么[\s\p{P}]*$|什么(?:样|类型)的图片/iu.test(
    question.slice(0, 600),
  );
