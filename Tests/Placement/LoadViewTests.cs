using CsCheck;
using InfernoOrleans.Grains.Placement;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Placement;

public sealed class LoadViewTests
{
    private static readonly int[] Three = [0, 1, 2];

    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Choose_FromAnyLoads_TakesACandidateAndAnOverloadedOneOnlyIfAllAre()
    {
        var silo = Gen.Select(Gen.Double[0, 1], Gen.Double[0.5, 64], Gen.Double[0, 1], Gen.Bool, Gen.Bool);
        Gen.Select(silo.Array[1, 80], Gen.Int[0, 79]).Sample((loads, self) =>
        {
            int[] all = [.. Enumerable.Range(0, loads.Length)];
            var view = View(self % loads.Length, all, new PlacementOptions { ComparedSilos = 80 });
            foreach (var (number, (cpu, cores, memory, overloaded, known)) in loads.Index())
            {
                if (known)
                {
                    view.Learn(number, Reports.Load(cpu, cores, memory, overloaded: overloaded));
                }
            }

            for (var i = 0; i < 20; i++)
            {
                var chosen = view.Choose(all);
                Assert.Contains(chosen, all);
                Assert.True(!IsOverloaded(chosen) || all.All(IsOverloaded), $"{chosen} is overloaded.");
            }

            bool IsOverloaded(int number) =>
                view.Find(number) is { } load && (load.IsOverloaded || load.Cpu > 0.95 || load.LedgerReservedBytes / 1e6 > 0.98);
        });
    }

    [Fact]
    public void Choose_OfABurstOverSilosOfAnySize_GivesEachAboutItsShareOfTheCores() =>
        Gen.Double[1, 16].Array[2, 20].Sample(cores =>
        {
            int[] all = [.. Enumerable.Range(0, cores.Length)];
            var view = View(0, all);
            foreach (var (number, each) in cores.Index())
            {
                view.Learn(number, Reports.Load(cpu: 0.2, each));
            }

            var counts = Count(view, all, 1_000);
            Assert.All(all, number => Assert.InRange(
                counts[number], (1_000 * cores[number] / cores.Sum() * 0.8) - 20, (1_000 * cores[number] / cores.Sum() * 1.2) + 20));
        });

    [Fact]
    public void Choose_WithinTheMargin_StaysHere()
    {
        var view = View(1, Three, new PlacementOptions { LocalMargin = 0.1 });
        view.Learn(0, Reports.Load(cpu: 0.30));
        view.Learn(1, Reports.Load(cpu: 0.35));
        view.Learn(2, Reports.Load(cpu: 0.60));
        Assert.Equal(1, view.Choose(Three));

        view.Learn(1, Reports.Load(cpu: 0.45));
        Assert.Equal(0, view.Choose(Three));
        Assert.Equal(2, view.Choose([2]));
    }

    [Fact]
    public void Choose_WhereAllThatSayAnythingAreOverloaded_TakesOneThatSaidNothing()
    {
        var view = View(0, [0, 1]);
        view.Learn(0, Reports.Load(cpu: 0, memory: 1));
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(1, view.Choose([0, 1])));
    }

    [Fact]
    public void Choose_WithASiloThatSaidNothing_NeitherFloodsNorStarvesIt()
    {
        var view = View(0, Three);
        view.Learn(0, Reports.Load(cpu: 0.3));
        view.Learn(1, Reports.Load(cpu: 0.3));
        Assert.InRange(Count(view, Three, 900)[2], 250, 350);
    }

    [Fact]
    public void Choose_AmongSilosThatAllSaidNothing_SpreadsEvenly() =>
        Assert.All(Count(View(0, Three), Three, 900), count => Assert.InRange(count, 250, 350));

    [Fact]
    public void Choose_BySilosAtTheSameTime_AddsUpToWhatOneWouldHaveChosen()
    {
        int[] all = [.. Enumerable.Range(0, 10)];
        var counts = new int[all.Length];
        foreach (var placer in all)
        {
            var view = View(placer, all);
            foreach (var number in all)
            {
                view.Learn(number, Reports.Load(cpu: 0.3 + (0.01 * number)));
            }

            foreach (var (number, count) in Count(view, all, 20).Index())
            {
                counts[number] += count;
            }
        }

        // Twenty each if the CPU were equal; the busiest is 9 % busier than the idlest.
        Assert.All(counts, count => Assert.InRange(count, 5, 40));
        Assert.True(counts[0] > counts[9]);
    }

    [Fact]
    public void Choose_AfterTheReportThatShowsWhatWasPlaced_CountsItOnce()
    {
        var view = View(0, Three, new PlacementOptions { LocalMargin = 0, Smoothing = 1 });
        Report(0, 0, 0);
        var counts = Count(view, Three, 300);
        Report(counts[0], counts[1], counts[2]);
        Assert.All(Count(view, Three, 300), count => Assert.InRange(count, 95, 105));

        void Report(params int[] activations)
        {
            foreach (var silo in Three)
            {
                view.Learn(silo, Reports.Load(cpu: 0.2 + (activations[silo] * 0.005 / 4), activations: activations[silo]));
            }
        }
    }

    [Fact]
    public void Choose_AfterAReportWithoutWhatWasPlaced_StillCountsMostOfIt()
    {
        var view = View(0, Three, new PlacementOptions { LocalMargin = 0 });
        Report();
        for (var i = 0; i < 300; i++)
        {
            view.Choose([1]);
        }

        // Counted before they were there.
        Report();
        Assert.InRange(Count(view, Three, 300)[1], 0, 60);

        void Report() => Array.ForEach(Three, silo => view.Learn(silo, Reports.Load(cpu: 0.2, activations: 10)));
    }

    [Fact]
    public void Find_OfAReportThatIsOld_IsNull()
    {
        var view = View(0, Three);
        view.Learn(1, Reports.Load(cpu: 0.3));
        Assert.Equal(0.3, view.Find(1)!.Cpu);

        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Null(view.Find(1));
    }

    [Fact]
    public void Learn_OfASiloThatIsGone_IsIgnored()
    {
        var view = View(0, Three);
        view.Learn(2, Reports.Load());
        view.SetMembers([0, 1]);
        view.Learn(2, Reports.Load());
        Assert.Null(view.Find(2));
    }

    [Fact]
    public void Rank_OfSilos_IsBestFirstWithTheirFreeBytes()
    {
        var view = View(0, Three);
        view.Learn(0, Reports.Load(cpu: 0.5, memory: 0.25));
        view.Learn(1, Reports.Load(cpu: 0.1, overloaded: true));

        // What is not known is taken for usual: the mean of the two.
        Assert.Equal([(2, null), (0, 750_000L), (1, 1_000_000L)], view.Rank(Three).Select(ranked => (ranked.Silo, ranked.FreeBytes)));
    }

    private LoadView<int> View(int self, int[] members, PlacementOptions? options = null)
    {
        var view = new LoadView<int>(self, options ?? new PlacementOptions(), time, seed: 1);
        view.SetMembers(members);
        return view;
    }

    private static int[] Count(LoadView<int> view, int[] silos, int placements)
    {
        var counts = new int[silos.Length];
        for (var i = 0; i < placements; i++)
        {
            counts[view.Choose(silos)]++;
        }

        return counts;
    }
}
