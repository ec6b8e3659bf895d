using InfernoOrleans.Grains.CivicAngel.Dreams;
using InfernoOrleans.Grains.CivicAngel.Memories;

namespace InfernoOrleans.Tests.CivicAngel.Memories;

public sealed class NearDuplicatesTests
{
    private static readonly string[] Vocabulary = [.. Enumerable.Range(0, 4_000).Select(i => $"word{i}")];

    [Theory]
    [InlineData("a b c d e", "a b c d e", true)]
    [InlineData("a b c d e", "E, d! C? b. a", true)]
    [InlineData("a b c d", "a b c d e", true)]
    [InlineData("a b c d e", "a b c d x", false)]
    [InlineData("a b c", "a b c d", false)]
    [InlineData("a a a a b", "a b", true)]
    [InlineData("a", "b", false)]
    [InlineData("snake_case words", "snake case words", true)]
    [InlineData("number 42", "number 43", false)]
    [InlineData("ab c", "a bc", false)]
    [InlineData("ÄPFEL und Birnen", "äpfel UND birnen", true)]
    [InlineData("नमस्ते दुनिया", "नमस्ते, दुनिया!", true)]
    [InlineData("नमस्ते", "नमस त", false)]
    [InlineData("किताब", "क त ब", false)]
    [InlineData("𐐀𐐁 x", "𐐨𐐩, x", true)]
    [InlineData("…", "…", true)]
    [InlineData("…", "!", false)]
    [InlineData("…", "a", false)]
    [InlineData("a\ud800b", "a b", true)]
    public void Resembles_TwoTexts_IsWhetherTheyShareFourFifthsOfTheirWords(string a, string b, bool expected)
    {
        Assert.Equal(expected, WordSet.Of(a).Resembles(WordSet.Of(b)));
        Assert.Equal(expected, WordSet.Of(b).Resembles(WordSet.Of(a)));
    }

    [Theory]
    [InlineData("a b c d e", "E, d! C? b. a a a")]
    [InlineData("…", "…")]
    public void Bands_OfTheSameWords_AreTheSame(string a, string b) => Assert.Equal(WordBands.Of(a), WordBands.Of(b));

    [Theory]
    [InlineData("…", "!")]
    [InlineData("…", "a")]
    [InlineData("the tide comes in", "a kettle of fish boils over")]
    public void Bands_OfTextsThatShareNothing_AgreeNowhere(string a, string b) => Assert.False(MayResemble(a, b));

    [Fact]
    public void Bands_OfAText_NeverChange() =>
        Assert.Equal(new WordBands(3541055079102338670, 7940435003040996047), WordBands.Of("A dawn over the harbour, seen from the first boat out."));

    /// <summary>1 − (1 − J³)⁴, within four standard deviations of 4,000 trials.</summary>
    [Theory]
    [InlineData(8, 10)]
    [InlineData(36, 40)]
    [InlineData(20, 40)]
    [InlineData(8, 40)]
    public void MayResemble_TextsThatShareAPart_FindsThemAsOftenAsTheBandingPromises(int shared, int all)
    {
        const int Trials = 4_000;
        var chance = new Random(17);
        var found = 0;
        for (var i = 0; i < Trials; i++)
        {
            var words = chance.GetItems(Vocabulary, 3 * all).Distinct().Take(all).ToArray();
            var own = (all - shared) / 2;
            var common = words[..shared];
            found += MayResemble(Text([.. common, .. words[shared..(shared + own)]]), Text([.. common, .. words[(shared + own)..]])) ? 1 : 0;
        }

        var part = (double)shared / all;
        var promised = 1 - Math.Pow(1 - Math.Pow(part, 3), 4);
        Assert.Equal(promised, (double)found / Trials, 4 * Math.Sqrt(promised * (1 - promised) / Trials));

        string Text(string[] words)
        {
            chance.Shuffle(words);
            return string.Join(' ', words);
        }
    }

    [Fact]
    public void Search_AnyOneBandAlikeAtTheSamePlace_IsEnough()
    {
        Assert.True(IsFound(0x0000_0009_0000_0001, 0x0000_0009_0000_0009));
        Assert.True(IsFound(0x0000_0002_0000_0009, 0x0000_0009_0000_0009));
        Assert.True(IsFound(0x0000_0009_0000_0009, 0x0000_0009_0000_0003));
        Assert.True(IsFound(0x0000_0009_0000_0009, 0x0000_0004_0000_0009));
        Assert.False(IsFound(0x0000_0001_0000_0002, 0x0000_0003_0000_0004));
        Assert.False(IsFound(0x0000_0009_0000_0001, 0x0000_0009_0000_0009, key: "another trigger"));
        Assert.False(IsFound(0x0000_0009_0000_0001, 0x0000_0009_0000_0009, searchedUntil: 2));
        Assert.True(IsFound(0x0000_0009_0000_0001, 0x0000_0009_0000_0009, searchedUntil: 1));

        static bool IsFound(long low, long high, string key = "palm", long searchedUntil = 0)
        {
            var search = new DuplicateSearch(
                [
                    new WordedMemory { Id = 2, Key = key, Low = low, High = high },
                    new WordedMemory { Id = 1, Key = "palm", Low = 0x0000_0002_0000_0001, High = 0x0000_0004_0000_0003 },
                ],
                searchedUntil);
            var contents = search.Candidates().ToDictionary(id => id, _ => "the same words");
            return search.Find(contents) is [(2, 1)];
        }
    }

    private static bool MayResemble(string a, string b) => WordBands.Of(a).Bands.Zip(WordBands.Of(b).Bands).Any(pair => pair.First == pair.Second);
}
