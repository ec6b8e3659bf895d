using System.Globalization;
using InfernoOrleans.Grains.ControlGroups;

namespace InfernoOrleans.Grains.Placement;

/// <summary>How many processors the process may use. A control group may allow fractions, which the runtime rounds up.</summary>
internal static class CpuQuota
{
    private const string Controller = "cpu";

    /// <summary>The processors of the machine that the process may use, or less where its control group or one around it says so.</summary>
    public static double Read() =>
        Math.Min(Environment.ProcessorCount, ControlGroup.Tightest(Controller, OfVersion2, OfVersion1) ?? double.MaxValue);

    /// <summary>The tightest quota of a group and those around it; null when there is none.</summary>
    internal static double? Read(string root, IEnumerable<string> own) => ControlGroup.Tightest(root, own, Controller, OfVersion2, OfVersion1);

    /// <summary>Reads <c>50000 100000</c>: half a processor. <c>max 100000</c> is no quota.</summary>
    internal static double? Version2(string? text) =>
        text?.Split(' ') is [var quota, var period] ? Version1(quota, period) : null;

    /// <summary>Reads microseconds of CPU time in each period of so many; a quota of −1 is none.</summary>
    internal static double? Version1(string? quota, string? period) =>
        double.TryParse(quota, NumberStyles.None, CultureInfo.InvariantCulture, out var used)
        && double.TryParse(period, NumberStyles.None, CultureInfo.InvariantCulture, out var of)
        && used > 0 && of > 0
            ? used / of
            : null;

    private static double? OfVersion2(string directory) => Version2(ControlGroup.Text(directory, "cpu.max"));

    private static double? OfVersion1(string directory) =>
        Version1(ControlGroup.Text(directory, "cpu.cfs_quota_us"), ControlGroup.Text(directory, "cpu.cfs_period_us"));
}
