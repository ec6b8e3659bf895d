namespace InfernoOrleans.Tests.Upgrade;

/// <summary>
/// What two versions side by side ask of the scripts that change tables. <c>Golden/migrations.txt</c> has the hashes of those that are
/// published; <see cref="GoldenMaker"/> adds new ones.
/// </summary>
public sealed class MigrationTests
{
    /// <summary>Scripts that may do what <see cref="MigrationRules"/> refuses, each with the reason.</summary>
    private static readonly Dictionary<string, string> Excused = [];

    [Fact]
    public void Scripts_All_OnlyExpand()
    {
        Assert.NotEmpty(MigrationScript.Of(MigrationScript.Sqlite));
        Assert.NotEmpty(MigrationScript.Of(MigrationScript.Postgres));
        Assert.NotEmpty(MigrationScript.Of(MigrationScript.State));
        Assert.Empty(MigrationScript.All.Where(script => !Excused.ContainsKey($"{script}"))
            .SelectMany(script => MigrationRules.Check(script.Text).Select(wrong => $"{script} {wrong}")));
    }

    [Theory]
    [InlineData("DROP TABLE a")]
    [InlineData("drop index a_by_b")]
    [InlineData("ALTER TABLE a DROP COLUMN b")]
    [InlineData("ALTER TABLE a RENAME COLUMN b TO c")]
    [InlineData("ALTER TABLE a RENAME TO b")]
    [InlineData("TRUNCATE a")]
    [InlineData("ALTER TABLE a ALTER COLUMN b TYPE bigint")]
    [InlineData("ALTER TABLE ONLY a ALTER b SET DATA TYPE bigint")]
    [InlineData("ALTER TABLE a\n  ALTER COLUMN b\n  SET NOT NULL")]
    [InlineData("ALTER TABLE a ADD COLUMN b int NOT NULL")]
    [InlineData("ALTER TABLE a ADD b int not null")]
    [InlineData("ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT 0, ADD COLUMN c int NOT NULL")]
    [InlineData("ALTER TABLE a ADD COLUMN b int UNIQUE")]
    [InlineData("ALTER TABLE a ADD CONSTRAINT b CHECK (c > 0)")]
    [InlineData("CREATE UNIQUE INDEX a_by_b ON a (b)")]
    [InlineData("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_by_b ON a (b)")]
    [InlineData("CREATE TABLE b (c int); ALTER TABLE a /* too */ ADD COLUMN -- here\n b int NOT NULL")]
    public void Script_ThatTakesSomethingAwayOrRefusesWhatIsWritten_IsRefused(string script) =>
        Assert.Single(MigrationRules.Check($"SELECT 1; {script}; SELECT 2"));

    [Theory]
    [InlineData("CREATE TABLE a (b int NOT NULL UNIQUE)")]
    [InlineData("CREATE TABLE a (b int); CREATE UNIQUE INDEX a_by_b ON a (b); ALTER TABLE a ADD COLUMN c int NOT NULL")]
    [InlineData("ALTER TABLE a ADD COLUMN b int")]
    [InlineData("ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT 1")]
    [InlineData("ALTER TABLE a ADD COLUMN b text NOT NULL DEFAULT 'DROP; NOT NULL'")]
    [InlineData("ALTER TABLE a ALTER COLUMN b SET STORAGE EXTERNAL")]
    [InlineData("CREATE INDEX a_by_b ON a (b)")]
    [InlineData("INSERT INTO a VALUES ('it''s; DROP TABLE a') -- RENAME")]
    [InlineData("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $x$ BEGIN DROP TABLE a; END $x$")]
    public void Script_ThatExpands_IsAccepted(string script) => Assert.Empty(MigrationRules.Check(script));

    [Theory]
    [InlineData(MigrationScript.Sqlite)]
    [InlineData(MigrationScript.State)]
    [InlineData(MigrationScript.Postgres)]
    public void Scripts_OfAFolder_AreNumberedWithoutGaps(string folder)
    {
        var scripts = MigrationScript.Of(folder);
        Assert.Equal(Enumerable.Range(1, scripts.Count), scripts.Select(script => script.Number));
    }

    [Fact]
    public void Scripts_ThatArePublished_NeverChange()
    {
        var scripts = MigrationScript.All.ToDictionary(script => $"{script}", script => script.Sha256);
        Assert.NotEmpty(GoldenFolder.Migrations());
        Assert.Empty(GoldenFolder.Migrations().Where(kept => scripts.GetValueOrDefault(kept.Script) != kept.Sha256).Select(kept =>
            $"{kept.Script} has changed or is gone. Databases have run it as it was: undo that, and write another script."));
    }
}
