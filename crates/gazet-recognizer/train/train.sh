#!/bin/sh
# Trains the embedded model. From the root of the repository:
#   crates/gazet-recognizer/train/train.sh GOLD OWN_NEWS.jsonl DATE [FLAG]...
# GOLD/NAME/{train,dev}.jsonl are the gold sets below, OWN_NEWS.jsonl is what fixtures/training/build.py writes,
# DATE is YYYY-MM-DD. Further flags go to `gazet train` (--set orders=1 and so on).
# GAZET is the program (target/release/gazet by default), MODEL the folder that model and card go to.
set -eu
gold=$1 own=$2 date=$3
shift 3
model=${MODEL:-crates/gazet-recognizer/model}

# The sets that help, in the order of the card.
names="uner_en_ewt redocred wikigold crossner_politics crossner_science crossner_music crossner_literature crossner_ai
    litbank re3d_named wnut17 btc tweebank_ner"
# The sets that a model is measured on.
held_out="uner_en_ewt wikigold redocred crossner_politics litbank re3d_named"

train= dev=
for name in $names; do train="$train $gold/$name/train.jsonl"; done
for name in $held_out; do dev="$dev $gold/$name/dev.jsonl"; done
crossner="MIT (CrossNER), text CC BY-SA (Wikipedia)"

# The lists of files are split into words on purpose.
# shellcheck disable=SC2086
exec "${GAZET:-target/release/gazet}" train $train "$own" --dev $dev \
    --out "$model/recognizer.gazet" --card "$model/CARD.md" --date "$date" \
    --names gazetteers/words \
    --partial redocred,crossner_science,crossner_music,crossner_literature,crossner_ai,re3d_named \
    --description "gazet recognizer, English; licence CC BY-SA 4.0; sources: see the model card" \
    --licence "uner_en_ewt=CC BY-SA 4.0 (UniversalNER, English EWT)" \
    --licence "redocred=MIT (Re-DocRED), text CC BY-SA 3.0 (Wikipedia)" \
    --licence "wikigold=CC BY 4.0 (WikiGold)" \
    --licence "crossner_politics=$crossner" \
    --licence "crossner_science=$crossner" \
    --licence "crossner_music=$crossner" \
    --licence "crossner_literature=$crossner" \
    --licence "crossner_ai=$crossner" \
    --licence "litbank=CC BY 4.0 (LitBank), text public domain" \
    --licence "re3d_named=public domain, OGL v3, CC BY, CC BY-SA (dstl re3d, by source)" \
    --licence "wnut17=CC BY 4.0 (WNUT 2017)" \
    --licence "btc=CC BY 4.0 (Broad Twitter Corpus)" \
    --licence "tweebank_ner=Apache 2.0 (TweeBank-NER)" \
    --licence "$(basename "$own" .jsonl)=own writing, fixtures/training (licence there)" \
    "$@"
