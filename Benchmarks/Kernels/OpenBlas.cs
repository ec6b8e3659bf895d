using System.Runtime.InteropServices;

namespace InfernoOrleans.Benchmarks.Kernels;

/// <summary>The system's OpenBLAS, where it is installed (Debian: <c>apt-get install libopenblas0</c>).</summary>
internal static unsafe partial class OpenBlas
{
    public const int RowMajor = 101;
    public const int NoTranspose = 111;
    public const int Transpose = 112;

    private const string Library = "libopenblas.so.0";

    /// <summary>Whether it is here. The first question loads it.</summary>
    public static bool IsInstalled { get; } = Load();

    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    public static partial void SetThreads(int threads);

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    public static partial void Multiply(
        int order, int transposeA, int transposeB, int m, int n, int k, float alpha, float* a, int strideA, float* b, int strideB, float beta, float* c, int strideC);

    [LibraryImport(Library, EntryPoint = "cblas_sgemv")]
    public static partial void MultiplyVector(
        int order, int transpose, int m, int n, float alpha, float* a, int stride, float* x, int stepX, float beta, float* y, int stepY);

    private static bool Load()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        // They make it compute for a processor that isn't there, and it reads them once. .NET's own environment is a copy.
        _ = Unset("OPENBLAS_CORETYPE");
        _ = Unset("OPENBLAS_L2_SIZE");
        return NativeLibrary.TryLoad(Library, out _);
    }

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unset(string name);
}
