using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.CivicAngel.Voices;

/// <summary>Choices that follow from who is asked and what, the same in every process and on every machine.</summary>
internal struct VoiceSeed
{
    private ulong state;

    private VoiceSeed(ulong state) => this.state = state;

    /// <param name="agent">The id of who is asked.</param>
    /// <param name="description">What it is asked, which where it was reached by another is what that one said.</param>
    /// <param name="input">What goes with it.</param>
    public static VoiceSeed Of(string agent, string description, ActivationInput input)
    {
        var hash = new XxHash64();
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var text in (ReadOnlySpan<string?>)[agent, description, input.Symbol, input.Gesture, input.Glyph, input.Color])
        {
            // With its length, so that no two inputs run into the same characters.
            BinaryPrimitives.WriteInt32LittleEndian(length, text?.Length ?? -1);
            hash.Append(length);
            hash.Append(MemoryMarshal.AsBytes(text.AsSpan()));
        }

        return new VoiceSeed(hash.GetCurrentHashAsUInt64());
    }

    /// <summary>The next choice, from 0 to less than <paramref name="count"/>: SplitMix64.</summary>
    public int Below(int count)
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)Math.BigMul(mixed ^ (mixed >> 31), (ulong)count, out _);
    }

    /// <summary>The next choice among texts.</summary>
    public string Among(string[] texts) => texts[Below(texts.Length)];
}
