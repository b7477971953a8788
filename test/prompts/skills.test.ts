import assert from 'node:assert/strict';
import test from 'node:test';
import { skillPrompt, soughtIn, targetName, type Skill } from '../../src/prompts/skills.ts';
import { english } from '../../src/shared/message.ts';

test('the nano gets the phrasings it was trained on, word by word', () => {
  const asked = (skill: Skill) => skillPrompt(skill, { kind: 'nano' }).question;
  assert.equal(asked('chart'), 'Explain this chart.');
  assert.equal(asked('diagram'), 'Explain this diagram.');
  assert.equal(asked('screenshot'), 'Explain this screenshot.');
  assert.equal(asked('mockup'), 'Write the HTML and CSS for this mockup.');
  assert.equal(asked('picture'), 'What is in this picture?');
});

test('a box is asked for in the words of the training data', () => {
  const { question, label } = skillPrompt('locate', { subject: 'the save button' });
  assert.equal(question, 'Provide the bounding box coordinate of the region this sentence describes: the save button');
  assert.equal(english(label), 'Where is the save button?');
});

test('what "Where is …" asks for', () => {
  assert.equal(soughtIn('Where is the Save button?'), 'the Save button');
  assert.equal(soughtIn("where's the legend"), 'the legend');
  assert.equal(soughtIn('Where does it fail?'), undefined);
});

test('a mockup names its target, chart data carries a schema', () => {
  const target = { framework: 'vue', tailwind: true } as const;
  assert.match(english(skillPrompt('mockup', { target }).label), /Vue with Tailwind$/);
  assert.equal(english(targetName({ framework: 'html', tailwind: false })), 'HTML and CSS');
  assert.ok(skillPrompt('chart-data').jsonSchema);
  assert.equal(skillPrompt('chart').jsonSchema, undefined);
});
