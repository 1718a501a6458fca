// The search engine and its results. Fetched with the index when the reader opens search for the first time.
(function () {
  "use strict";
  var WORD = /[\p{L}\p{N}]+/gu;
  var HEADING = 10, TITLE = 3, BODY = 1; // how much a word counts by where it stands
  var EXACT = 1, SAME_STEM = 0.9, TYPED = 0.6, BEGINS = 0.3, SLIP = 0.45, SYNONYM = 0.8; // how well a word fits
  var LIMIT = 20, SNIPPET = 150;
  var language, sections, postings, words, stems;

  /** Takes the index: unswaps its letters, counts its words. */
  kadam.index = function (data) {
    language = data.language;
    var swap = new Map();
    Array.from(data.swap[0]).forEach(function (letter, position) {
      var other = Array.from(data.swap[1])[position];
      swap.set(letter, other).set(other, letter);
    });
    var texts = Array.from(data.text, function (letter) { return swap.get(letter) || letter; }).join("").split("\n");
    sections = data.sections.map(function (section, position) {
      var lines = texts[position].split("\t");
      return { page: section[0], id: section[1], title: data.pages[section[0]][1], heading: lines[0], text: lines[1], length: 0 };
    });
    sections.forEach(function (section) { section.address = data.pages[section.page][0] + (section.id ? "#" + section.id : ""); });
    count();
    kadam.index.words = { counts: data.counts, none: data.none, alike: data.alike };
  };

  function fold(text) {
    return text.toLowerCase().replace(/[\u0080-\uffff]/g, function (letter) { return language.fold[letter] || letter; });
  }

  function count() {
    postings = new Map();
    stems = new Map();
    sections.forEach(function (section, position) {
      [[section.heading, HEADING], [section.title, TITLE], [section.text, BODY]].forEach(function (part) {
        (fold(part[0]).match(WORD) || []).forEach(function (word) {
          var found = postings.get(word);
          if (!found) postings.set(word, found = new Map());
          found.set(position, (found.get(position) || 0) + part[1]);
          section.length += 1;
        });
      });
    });
    words = Array.from(postings.keys()).sort();
    language.synonyms = language.synonyms.map(function (pair) {
      var key = pair[0].split(" ");
      return { words: key, roots: key.map(stem), others: pair[1] };
    });
  }

  /** The stem of a folded word: of each class of endings the longest that fits is stripped. */
  function stem(word) {
    var known = stems.get(word);
    if (known !== undefined) return known;
    var rest = word;
    language.endings.forEach(function (endings) {
      var ending = endings.find(function (candidate) { return fits(rest, candidate); });
      if (ending) rest = rest.slice(0, -ending.length);
    });
    var last = rest[rest.length - 1];
    if (language.alternations[last]) rest = rest.slice(0, -1) + language.alternations[last];
    stems.set(word, rest);
    return rest;
  }

  kadam.stem = function (word) { return stem(fold(word)); };

  function fits(word, ending) {
    var rest = word.length - ending.length;
    if (rest < language.shortest || word.indexOf(ending, rest) < 0) return false;
    var vowel = ending.split("").find(function (letter) { return language.harmony[letter]; });
    if (!vowel) return true;
    for (var position = rest - 1; position >= 0; position -= 1) {
      if (language.vowels.indexOf(word[position]) >= 0) return language.harmony[vowel].indexOf(word[position]) >= 0;
    }
    return false;
  }

  /** Where in the sorted words those that begin with the prefix would begin. */
  function first(prefix) {
    var low = 0, high = words.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (words[middle] < prefix) low = middle + 1; else high = middle;
    }
    return low;
  }

  /** The words of the guide that fit a folded query word, each with how well. */
  function matches(term, typing) {
    var root = stem(term), found = new Map(), strong = false;
    var prefix = root.length > 2 && Object.values(language.alternations).indexOf(root[root.length - 1]) >= 0 ? root.slice(0, -1) : root;
    for (var position = first(prefix); position < words.length && words[position].indexOf(prefix) === 0; position += 1) {
      var word = words[position], fit = 0;
      if (word === term) fit = EXACT;
      else if (stem(word) === root) fit = SAME_STEM;
      else if (typing && term.length > 1 && word.indexOf(term) === 0) fit = TYPED;
      else if (root.length > 3 && word.indexOf(root) === 0) fit = BEGINS;
      if (fit) found.set(word, fit);
      strong = strong || fit >= TYPED;
    }
    if (!strong && term.length > 4) {
      words.forEach(function (word) {
        if (near(term, word) || near(root, stem(word)) || typing && word.length > term.length && near(term, word.slice(0, term.length))) found.set(word, SLIP);
      });
    }
    return found;
  }

  /** Whether two words differ by one letter: wrong, missing, extra, or two swapped. */
  function near(one, other) {
    if (one.length < 4 || Math.abs(one.length - other.length) > 1) return false;
    var start = 0, end = 0, most = Math.min(one.length, other.length);
    while (start < most && one[start] === other[start]) start += 1;
    while (end < most - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end += 1;
    var left = one.length - start - end, right = other.length - start - end;
    if (left <= 1 && right <= 1) return true;
    return left === 2 && right === 2 && one[start] === other[start + 1] && one[start + 1] === other[start];
  }

  /** The synonyms that fit the query at a position: by their own words, else by stems, else half typed or with a slip. */
  function synonyms(terms, roots, position, typing) {
    function fitting(test) {
      return language.synonyms.filter(function (synonym) {
        return synonym.words.every(function (part, offset) { return position + offset < terms.length && test(synonym, part, offset); });
      });
    }
    var found = fitting(function (synonym, part, offset) { return part === terms[position + offset]; });
    if (!found.length) found = fitting(function (synonym, part, offset) { return synonym.roots[offset] === roots[position + offset]; });
    if (found.length || terms[position].length < 5 || postings.has(terms[position])) return found;
    return fitting(function (synonym, part) {
      if (synonym.words.length > 1) return false;
      return typing && part.indexOf(terms[position]) === 0 || near(part, terms[position]) || near(synonym.roots[0], roots[position]);
    });
  }

  /** The query as groups of alternatives, [word, weight, still being typed], one group for each thing that was asked. */
  function understand(query) {
    var terms = fold(query).match(WORD) || [], roots = terms.map(stem), groups = [];
    for (var position = 0; position < terms.length; position += 1) {
      var typing = position === terms.length - 1, found = synonyms(terms, roots, position, typing);
      var longest = found.reduce(function (most, synonym) { return Math.max(most, synonym.words.length); }, 1);
      var stop = longest === 1 && language.stop.indexOf(terms[position]) >= 0;
      var group = terms.slice(position, position + longest).map(function (term) { return [term, longest > 1 ? 0.3 : 1, typing]; });
      found.forEach(function (synonym) {
        if (synonym.words.length < longest) return;
        synonym.others.forEach(function (word) { group.push([word, longest > 1 ? 1 : SYNONYM, false]); });
      });
      if (!stop) groups.push(group);
      position += longest - 1;
    }
    return groups.length ? groups : terms.map(function (term) { return [[term, 1, true]]; });
  }

  /** How often each section has a word, or all words of a phrase (the rarest of them counts). */
  function meeting(phrase, typing, marked) {
    return (phrase.match(WORD) || []).map(function (term) {
      var counts = new Map();
      matches(term, typing).forEach(function (fit, word) {
        marked.add(word);
        postings.get(word).forEach(function (count, position) {
          counts.set(position, (counts.get(position) || 0) + count * fit);
        });
      });
      return counts;
    }).reduce(function (all, counts) {
      var both = new Map();
      all.forEach(function (count, position) {
        if (counts.has(position)) both.set(position, Math.min(count, counts.get(position)));
      });
      return both;
    });
  }

  /** The best sections for a query, best first: [{section, words}]. */
  kadam.find = function (query) {
    var groups = understand(query), scores = new Map(), marked = new Set();
    groups.forEach(function (group) {
      var here = new Map();
      group.forEach(function (alternative) {
        meeting(alternative[0], alternative[2], marked).forEach(function (count, position) {
          here.set(position, (here.get(position) || 0) + count * alternative[1]);
        });
      });
      var rarity = Math.log(1 + sections.length / (here.size || 1));
      here.forEach(function (count, position) {
        var score = scores.get(position) || [0, 0];
        var norm = 2 * (0.7 + 0.3 * sections[position].length / 90);
        scores.set(position, [score[0] + rarity * count / (count + norm), score[1] + 1]);
      });
    });
    return Array.from(scores).map(function (entry) {
      return { section: sections[entry[0]], score: entry[1][0] * Math.pow(entry[1][1] / groups.length, 1.5), words: marked };
    }).sort(function (one, other) { return other.score - one.score; }).slice(0, LIMIT);
  };

  /** Words of the guide nearest to a query that found nothing. */
  kadam.suggest = function (query) {
    var term = (fold(query).match(WORD) || [""])[0];
    return words.filter(function (word) { return word.length > 3 && word.slice(0, 3) === term.slice(0, 3); }).slice(0, 5);
  };

  /** The text around the first marked word, as nodes with <mark>. */
  kadam.snippet = function (text, marked) {
    var fragment = document.createDocumentFragment(), folded = fold(text), found = [], match;
    WORD.lastIndex = 0;
    while ((match = WORD.exec(folded))) if (marked.has(match[0])) found.push([match.index, match.index + match[0].length]);
    var start = found.length ? Math.max(0, found[0][0] - SNIPPET / 3) : 0;
    start = start && text.indexOf(" ", start) + 1;
    var end = Math.min(text.length, start + SNIPPET), at = start;
    if (start) fragment.append("… ");
    found.forEach(function (place) {
      if (place[0] < at || place[1] > end) return;
      fragment.append(text.slice(at, place[0]));
      var mark = document.createElement("mark");
      mark.textContent = text.slice(place[0], place[1]);
      fragment.append(mark);
      at = place[1];
    });
    fragment.append(text.slice(at, end) + (end < text.length ? " …" : ""));
    return fragment;
  };
})();
