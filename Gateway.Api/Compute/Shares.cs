namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>Parts of a whole, 0 to 1.</summary>
internal static class Shares
{
    private const int Digits = 3;

    /// <summary>More digits would pretend to an accuracy that nobody has.</summary>
    public static double Round(double share) => Math.Round(share, Digits);
}
