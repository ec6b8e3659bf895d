using Spectre.Console;

namespace InfernoOrleans.Cli.Output;

/// <summary>Builds the tables of all commands alike: a heading, a rule, no frame.</summary>
internal static class Sheet
{
    public static Table Of(params ReadOnlySpan<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        }

        return table;
    }

    /// <summary>Names and values, one pair a line, without a heading.</summary>
    public static Grid Pairs(params IEnumerable<(string Name, string? Value)> pairs)
    {
        var grid = new Grid().AddColumns(2);
        foreach (var (name, value) in pairs)
        {
            if (value is not null) { grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value)); }
        }

        return grid;
    }

    /// <summary>Adds a row of plain text: what a server sends is never read as markup.</summary>
    public static void AddTexts(this Table table, params ReadOnlySpan<string?> cells)
    {
        var texts = new Text[cells.Length];
        for (var column = 0; column < cells.Length; column++)
        {
            texts[column] = new Text(cells[column] ?? "");
        }

        table.AddRow(texts);
    }
}
