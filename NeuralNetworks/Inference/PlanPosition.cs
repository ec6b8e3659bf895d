namespace InfernoOrleans.NeuralNetworks;

/// <summary>How far a run has come, and how much it may do before it is interrupted.</summary>
internal sealed class PlanPosition
{
    // Tiles span up to four panels, or three: pieces that are multiples of both leave no tile narrower than need be.
    private const int PanelsOfAPiece = 12;

    /// <summary>The first row of the tile that is in work.</summary>
    public int Row { get; set; }

    /// <summary>The step that it has come to.</summary>
    public int Step { get; set; }

    /// <summary>The panel of that step that comes next.</summary>
    public int Panel { get; set; }

    /// <summary>The multiply-adds that may still be done; where none is left the run is interrupted.</summary>
    public long Left { get; set; }

    /// <summary>The beginning of a run.</summary>
    public void Restart() => (Row, Step, Panel) = (0, 0, 0);

    /// <summary>Takes the next panels of a step, as many as may be done, but a piece at least.</summary>
    /// <param name="panels">The panels of the step.</param>
    /// <param name="cost">The multiply-adds of one.</param>
    /// <returns>The panel after the last.</returns>
    public int TakePanels(int panels, long cost)
    {
        long fit = Math.Max(Left / cost / PanelsOfAPiece, 1) * PanelsOfAPiece;
        int count = (int)Math.Min(fit, panels - Panel);
        Left -= count * cost;
        Panel += count;
        return Panel;
    }
}
