"""Latin forms of names in other scripts, in the plain spelling that newspapers use."""

CYRILLIC = dict(zip("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўђјљњћџѓќѕ", (
    "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya yo i yi ye g u "
    "dj j lj nj c dz gj kj dz").split()))
BULGARIAN = {"ъ": "a", "х": "h", "щ": "sht", "ц": "ts"}
MACEDONIAN = {"ж": "z", "ч": "c", "ш": "s", "х": "h", "ц": "c"}
GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", (
    "a v g d e z i th i k l m n x o p r s s t y f ch ps o").split()))
GREEK_PAIRS = {"ου": "ou", "αυ": "av", "ευ": "ef", "μπ": "b", "ντ": "nt", "γγ": "ng", "γκ": "gk", "τζ": "tz"}
GEORGIAN = dict(zip("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", (
    "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h").split()))
ARMENIAN = dict(zip("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև", (
    "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts v p k o f ev").split()))


def _map(text, table, pairs=()):
    out, i = [], 0
    while i < len(text):
        pair = text[i : i + 2]
        if pair in pairs:
            out.append(pairs[pair])
            i += 2
            continue
        char = text[i]
        if char in table:
            out.append(table[char])
        elif char in " -'":
            out.append(char)
        elif char.isalpha():
            return ""
        i += 1
    return "".join(out).replace("_", "")


def to_latin(name):
    """Latin spelling of a Cyrillic, Greek, Georgian or Armenian name; empty for other scripts.

    Abjads and Indic scripts are not attempted: without vowels or with inherent ones the result is
    not what is printed; those regions come from the hand-written lists.
    """
    import unicodedata

    plain = unicodedata.normalize("NFC", name).casefold()
    first = next((c for c in plain if c.isalpha()), "")
    label = unicodedata.name(first, "")
    if label.startswith("CYRILLIC"):
        latin = _map(plain, CYRILLIC, {"ий ": "y "})
        if latin.endswith(("iy", "yy")):
            latin = latin[:-2] + "y"
    elif label.startswith("GREEK"):
        plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
        latin = _map(plain, GREEK, GREEK_PAIRS)
        if latin.startswith("nt"):
            latin = "d" + latin[2:]
    elif label.startswith("GEORGIAN"):
        latin = _map(plain, GEORGIAN)
    elif label.startswith("ARMENIAN"):
        latin = _map(plain, ARMENIAN, {"ու": "u", "եւ": "ev"})
    else:
        return ""
    return "-".join(" ".join(w[:1].upper() + w[1:] for w in part.split(" ")) for part in latin.split("-"))
