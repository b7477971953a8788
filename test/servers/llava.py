"""What transformers makes of an exported folder: tokens of the prompt, logits behind it, greedy tokens, of a picture and a question.

Usage: llava.py < jobs.json > results.json; a job is {folder, picture, question, tokens}. float32 throughout, the processor and the
chat template of the folder, nothing from the network.
"""
import json
import os
import sys
import warnings

os.environ["HF_HUB_OFFLINE"] = "1"
import torch
from PIL import Image
from transformers import AutoProcessor, LlavaForConditionalGeneration

torch.set_num_threads(1)


@torch.no_grad()
def run(folder, picture, question, tokens):
    model, info = LlavaForConditionalGeneration.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    processor = AutoProcessor.from_pretrained(folder)
    messages = [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": question}]}]
    prompt = processor.apply_chat_template(messages, add_generation_prompt=True)
    inputs = processor(images=Image.open(picture), text=prompt, return_tensors="pt", add_special_tokens=False)
    # the form that servers use: one call, from messages to tensors
    whole = processor.apply_chat_template([{"role": "user", "content": [{"type": "image", "path": picture}, {"type": "text", "text": question}]}], add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt")
    assert whole["input_ids"].tolist() == inputs["input_ids"].tolist(), "the processor tokenizes in another way"
    logits = model(**inputs).logits[0, -1]
    out = model.generate(**inputs, max_new_tokens=tokens, min_new_tokens=tokens, do_sample=False)
    plain = processor.tokenizer.apply_chat_template([{"role": "user", "content": "<image>\n" + question}], tokenize=False, add_generation_prompt=True)
    return {
        "prompt": prompt, "plain": plain, "ids": inputs["input_ids"][0].tolist(), "image": model.config.image_token_id,
        "missing": sorted(info["missing_keys"]), "unexpected": sorted(info["unexpected_keys"]), "mismatched": sorted(map(str, info["mismatched_keys"])),
        "logits": logits.tolist(), "tokens": out[0, inputs["input_ids"].shape[1] :].tolist(),
        "text": processor.tokenizer.decode(out[0, inputs["input_ids"].shape[1] :], skip_special_tokens=True),
        "embeddings": model.get_image_features(inputs["pixel_values"]).pooler_output[0].flatten().tolist(),
    }


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    json.dump([run(**job) for job in json.load(sys.stdin)], sys.stdout)
