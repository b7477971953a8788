import { PbfReader } from 'pbf';
import { unsupported } from '../errors.ts';
import { MAX_TOKENIZER_BYTES, type TokenType, type Vocabulary } from './vocabulary.ts';
import { msg } from '../../shared/message.ts';
import { readWhole } from '../../shared/wholeFile.ts';

/** `TrainerSpec.ModelType`: llama.cpp's tokenizer joins pairs by score, which is what BPE means here. */
const BPE = 2;
const MAX_PIECES = 2_000_000;

interface Piece {
  text: string;
  score: number;
  type: number;
}

/**
 * tokenizer.model, a protocol buffer: sentencepiece_model.proto's ModelProto with pieces (1) of text (1), score (2) and
 * type (3), and a trainer spec (2) with the model type (3). Piece types have the numbers of llama.cpp's token types.
 */
export async function readSentencePieceVocabulary(file: string): Promise<Vocabulary> {
  const pieces: Piece[] = [];
  let kind = 1; // the format's default: unigram
  try {
    new PbfReader(await readWhole(file, MAX_TOKENIZER_BYTES)).readFields((field, _, proto) => {
      if (field === 1) {
        pieces.push(proto.readMessage(readPiece, { text: '', score: 0, type: 1 }));
        if (pieces.length > MAX_PIECES) throw new Error('too many pieces');
      } else if (field === 2) {
        kind = proto.readMessage(
          (inner, trainer, reader) => {
            if (inner === 3) trainer.kind = reader.readVarint();
          },
          { kind },
        ).kind;
      }
    }, undefined);
  } catch (cause) {
    throw unsupported(msg`tokenizer.model cannot be read (${(cause as Error).message})`);
  }
  if (pieces.length === 0) throw unsupported(msg`tokenizer.model holds no tokens`);
  if (kind !== BPE) throw unsupported(msg`tokenizer.model is not of the kind BPE`);
  return {
    tokens: pieces.map(({ text }) => text),
    types: pieces.map(({ type }) => type as TokenType),
    scores: pieces.map(({ score }) => score),
  };
}

function readPiece(field: number, piece: Piece, proto: PbfReader): void {
  if (field === 1) piece.text = proto.readString();
  else if (field === 2) piece.score = proto.readFloat();
  else if (field === 3) {
    piece.type = proto.readVarint();
    if (piece.type < 1 || piece.type > 6) throw new Error(`piece type ${piece.type}`);
  }
}
