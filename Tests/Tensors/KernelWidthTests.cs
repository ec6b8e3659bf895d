using System.Diagnostics;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Tests.Tensors;

/// <summary>The kernels with instruction sets switched off, in processes of their own: a process chooses its width once.</summary>
public sealed class KernelWidthTests
{
    private const string Expected = "INFERNO_TESTS_EXPECTED_WIDTH";

    [Theory]
    [InlineData("DOTNET_EnableAVX512", nameof(KernelWidth.Vector256))]
    [InlineData("DOTNET_EnableAVXVNNI", nameof(KernelWidth.Vector512))]
    [InlineData("DOTNET_EnableAVX2", nameof(KernelWidth.Vector128))]
    [InlineData("DOTNET_EnableHWIntrinsic", nameof(KernelWidth.Scalar))]
    public async Task Kernels_WithASwitchOff_PassTheirTestsAtTheNarrowerWidth(string off, string narrower)
    {
        KernelWidth width = (KernelWidth)Math.Min((int)Enum.Parse<KernelWidth>(narrower), (int)KernelWidths.Widest);
        ProcessStartInfo start = new(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            ["vstest", typeof(KernelWidthTests).Assembly.Location, $"--TestCaseFilter:{Filter}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[off] = "0";
        start.Environment[Expected] = width.ToString();
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, output + await errors);
        Assert.Contains("Passed!", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Widest_InAProcessWithASwitchOff_IsTheNarrowerWidth()
    {
        if (Environment.GetEnvironmentVariable(Expected) is { } expected)
        {
            Assert.Equal(Enum.Parse<KernelWidth>(expected), KernelWidths.Widest);
        }
    }

    /// <summary>Each kernel once with every remainder: all lengths are tested at each width in one process, by the tests themselves.</summary>
    private static string Filter => string.Join('|', new[]
    {
        nameof(KernelTests),
        nameof(UlpTests),
        nameof(TensorArithmeticTests),
        nameof(TensorProductTests),
        nameof(TensorQuantizationTests),
        nameof(TensorReductionTests),
        $"{nameof(PackedGemmTests)}.{nameof(PackedGemmTests.Apply_AcrossBlocksOfRowsAndInner_MatchesFloat64)}",
        $"{nameof(PackedWeightsTests)}.{nameof(PackedWeightsTests.Apply_AcrossBlocks_GivesTheScalarBits)}",
        $"{nameof(KernelWidthTests)}.{nameof(Widest_InAProcessWithASwitchOff_IsTheNarrowerWidth)}",
    }.Select(name => $"FullyQualifiedName~Tensors.{name}"));
}
