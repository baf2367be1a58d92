//! How inputs are spoiled: a few small harms to a good one, at random but the
//! same for the same number.

/// Larger than anything a careful parser needs, small enough to try thousands.
const LONGEST: usize = 48 * 1024;

pub struct Mutator {
    random: Random,
    seeds: Vec<Vec<u8>>,
    words: Vec<&'static str>,
}

impl Mutator {
    /// Neither seeds nor words may be empty.
    pub fn new(number: u64, seeds: Vec<Vec<u8>>, words: Vec<&'static str>) -> Self {
        assert!(!seeds.is_empty() && !words.is_empty(), "nothing to begin with");
        Self { random: Random(number), seeds, words }
    }

    /// The next input.
    pub fn spoiled(&mut self) -> Vec<u8> {
        let mut input = self.seed().to_vec();
        for _ in 0..=self.random.below(6) {
            self.harm(&mut input);
        }
        input.truncate(LONGEST);
        input
    }

    fn seed(&mut self) -> &[u8] {
        let at = self.random.below(self.seeds.len());
        &self.seeds[at]
    }

    fn harm(&mut self, input: &mut Vec<u8>) {
        let at = self.random.below(input.len() + 1);
        match self.random.below(10) {
            0 => input.truncate(at),
            1 => drop(input.drain(self.piece(input.len()))),
            2 => self.flip(input),
            3 => self.set(input),
            4 => drop(input.splice(at..at, [self.random.byte()])),
            5 | 6 => self.put_word(input, at),
            7 => self.graft(input, at),
            8 => self.repeat(input, at),
            _ => self.nest(input, at),
        }
    }

    /// A part of something of this length.
    fn piece(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.random.below(length + 1);
        start..start + self.random.below((length - start).min(256) + 1)
    }

    fn flip(&mut self, input: &mut [u8]) {
        if !input.is_empty() {
            let at = self.random.below(input.len());
            input[at] ^= 1 << self.random.below(8);
        }
    }

    fn set(&mut self, input: &mut [u8]) {
        const ODD: &[u8] = b"\x00\x01\x7f\x80\xc0\xff\xdc\xdd\xde\xdf\"{}[]:,\n9-.\\";
        if !input.is_empty() {
            let at = self.random.below(input.len());
            input[at] = ODD[self.random.below(ODD.len())];
        }
    }

    fn put_word(&mut self, input: &mut Vec<u8>, at: usize) {
        let word = self.words[self.random.below(self.words.len())];
        let end = if self.random.below(2) == 0 { at } else { (at + word.len()).min(input.len()) };
        drop(input.splice(at..end, word.bytes()));
    }

    /// A piece of another seed.
    fn graft(&mut self, input: &mut Vec<u8>, at: usize) {
        let from = self.random.below(self.seeds.len());
        let piece = self.piece(self.seeds[from].len());
        let piece = self.seeds[from][piece].to_vec();
        drop(input.splice(at..at, piece));
    }

    /// The same again and again.
    fn repeat(&mut self, input: &mut Vec<u8>, at: usize) {
        let piece = self.piece(input.len());
        let times = 1 << self.random.below(9);
        let many = input[piece].repeat(times);
        drop(input.splice(at..at, many.into_iter().take(LONGEST)));
    }

    /// Deep where nobody expects depth.
    fn nest(&mut self, input: &mut Vec<u8>, at: usize) {
        // 0x91 and 0x81 open an array and a map of the store's encoding.
        const OPENERS: [&[u8]; 9] = [b"[", b"{\"a\":", b"(", b"#{a:", b"-", b"!", b"if x {", b"\x91", b"\x81\xa1a"];
        let opener = OPENERS[self.random.below(OPENERS.len())];
        let many = opener.repeat(1 << self.random.below(13));
        drop(input.splice(at..at, many));
    }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Less than `end`, which is not 0. The bias of the remainder does no harm here.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(number: u64, seed: &[u8]) -> Vec<Vec<u8>> {
        let mut mutator = Mutator::new(number, vec![seed.to_vec(), b"[1,2]".to_vec()], vec!["null"]);
        (0..2_000).map(|_| mutator.spoiled()).collect()
    }

    #[test]
    fn the_same_number_gives_the_same_inputs() {
        assert_eq!(inputs(7, b"{\"a\":1}"), inputs(7, b"{\"a\":1}"));
        assert_ne!(inputs(7, b"{\"a\":1}"), inputs(8, b"{\"a\":1}"));
    }

    #[test]
    fn inputs_differ_and_stay_within_bounds() {
        let made = inputs(1, b"");
        assert!(made.iter().all(|input| input.len() <= LONGEST));
        let distinct: std::collections::HashSet<_> = made.iter().collect();
        assert!(distinct.len() > 800, "only {} of 2000 differ", distinct.len());
    }
}
