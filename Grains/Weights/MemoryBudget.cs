using System.Globalization;
using InfernoOrleans.Grains.ControlGroups;

namespace InfernoOrleans.Grains.Weights;

/// <summary>
/// How the memory that a process may use is shared out: the garbage collector's heap, which the runtime bounds, native memory for weights,
/// which the ledger bounds, and what neither counts, such as code and the stacks of threads.
/// </summary>
/// <param name="LimitBytes">What the process may use: its control group's limit, or the machine's memory.</param>
/// <param name="HeapBytes">What the garbage collector may take; as much as the limit where nothing bounds it.</param>
internal readonly record struct MemoryBudget(long LimitBytes, long HeapBytes)
{
    /// <summary>What this process has.</summary>
    public static MemoryBudget Read()
    {
        // With a limit of its heap the runtime states that, otherwise the machine's memory.
        var heap = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var machine = MachineBytes() ?? heap;
        var limit = ControlGroup.Tightest("memory", OfVersion2, OfVersion1) ?? machine;
        return new MemoryBudget((long)Math.Min(limit, machine), heap);
    }

    /// <summary>What the ledger has when the options do not say.</summary>
    public long DefaultLedgerBytes => HeapBytes < LimitBytes ? (LimitBytes - HeapBytes) / 3 * 2 : LimitBytes / 2;

    /// <summary>Whether so much native memory fits beside a heap that is as large as it may be.</summary>
    public bool Holds(long ledgerBytes) => HeapBytes >= LimitBytes ? ledgerBytes <= LimitBytes : ledgerBytes <= LimitBytes - HeapBytes;

    /// <summary>Reads the bytes of version 2, where <c>max</c> is no limit.</summary>
    internal static double? Bytes(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0 ? bytes : null;

    private static double? OfVersion2(string directory) => Bytes(ControlGroup.Text(directory, "memory.max"));

    /// <summary>No limit is a number larger than any machine's memory.</summary>
    private static double? OfVersion1(string directory) => Bytes(ControlGroup.Text(directory, "memory.limit_in_bytes"));

    private static double? MachineBytes()
    {
        const string Table = "/proc/meminfo";
        var line = File.Exists(Table) ? File.ReadLines(Table).FirstOrDefault(each => each.StartsWith("MemTotal:", StringComparison.Ordinal)) : null;
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..] ? Bytes(kilobytes) * 1024 : null;
    }
}
