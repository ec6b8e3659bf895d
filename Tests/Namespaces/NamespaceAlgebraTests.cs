using CsCheck;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Namespaces;

namespace InfernoOrleans.Tests.Namespaces;

/// <summary>Sequences of binds, mounts and unmounts, and of files that come and go, held against a model that says plainly what they mean.</summary>
public sealed class NamespaceAlgebraTests
{
    private const int MostInUnion = 4;
    private const int MostMounts = 16;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string[] Own = ["a/", "a/b/", "a/b/c/", "a/f", "b/", "b/a/", "b/c", "c/", "f"];
    private static readonly string[] Shelf = ["a/", "a/c/", "b/", "b/b/", "b/f", "g"];

    private static readonly Gen<string> PathGen =
        Gen.OneOf("a", "a", "b", "b", "c", "c", "f", "g", "..", ".", "").Array[0, 4].Select(names => "/" + string.Join('/', names));
    private static readonly Gen<string> TreePathGen =
        Gen.OneOf("#shelf", "#shelf/a", "#shelf/b", "#shelf/b/f", "#shelf/z", "#ns/0", "#ns/0/a", "#ns/0/b", "#nowhere");

    private static readonly Gen<Step> StepGen = Gen.Frequency(
        (5, Gen.Select(PathGen, PathGen, Gen.Enum<BindOrder>(), (source, target, order) => new Step(Act.Bind, source, target, order))),
        (4, Gen.Select(TreePathGen, PathGen, Gen.Enum<BindOrder>(), (source, target, order) => new Step(Act.Mount, source, target, order))),
        (2, Gen.Select(Gen.OneOf(PathGen, TreePathGen), PathGen, (source, target) => new Step(Act.Unmount, source, target))),
        (1, Gen.OneOf(PathGen, TreePathGen).Select(target => new Step(Act.Unmount, null, target))),
        (1, PathGen.Select(target => new Step(Act.Create, null, target))),
        (1, PathGen.Select(target => new Step(Act.Remove, null, target))),
        (2, Gen.OneOf("#shelf/a", "#shelf/b", "#shelf/b/b", "#shelf/g", "#shelf/a/c").Select(target => new Step(Act.Vanish, null, target))));

    /// <summary>Every path of up to three names.</summary>
    private static readonly string[] Probes =
    [
        "/",
        .. from depth in Enumerable.Range(1, 3)
           from number in Enumerable.Range(0, (int)Math.Pow(5, depth))
           select "/" + string.Join('/', Enumerable.Range(0, depth).Select(place => "abcfg"[number / (int)Math.Pow(5, place) % 5])),
    ];

    private enum Act
    {
        Bind,
        Mount,
        Unmount,
        Create,
        Remove,
        Vanish,
    }

    [Fact]
    public async Task AnySequence_ResolvesAndListsAsTheModelDoes() =>
        await StepGen.Array[1, 20].SampleAsync(
            async steps =>
            {
                var tested = new Tested();
                var model = new ReferenceNamespace("#ns/0", MostInUnion, MostMounts)
                    .With("#ns/0/", "#shelf/")
                    .With([.. Own.Select(file => $"#ns/0/{file}"), .. Shelf.Select(file => $"#shelf/{file}")]);

                // From the beginning there is something whose files may vanish.
                foreach (var step in steps.Prepend(new Step(Act.Mount, "#shelf", "/c")))
                {
                    var expected = step.Act switch
                    {
                        Act.Bind or Act.Mount => model.Bind(step.Source!, step.Target, step.Order) ? "done" : null,
                        Act.Unmount => model.Unmount(step.Source, step.Target) ? "done" : null,
                        Act.Create => model.Create(step.Target),
                        Act.Remove => model.Remove(step.Target),
                        _ => Vanish(model, step.Target),
                    };
                    Assert.Equal((step, expected), (step, await tested.DoAsync(step)));
                }

                foreach (var probe in Probes)
                {
                    Assert.Equal((probe, model.Resolve(probe)), (probe, await tested.ResolveAsync(probe)));
                    Assert.Equal(model.List(probe), await tested.ListAsync(probe, limit: 2));
                }

                // A point at which there is nothing but itself is none.
                Assert.DoesNotContain(
                    tested.View.Mounts.Bindings, binding => binding.Source == binding.Target && tested.View.Mounts.At(new TreePath(binding.Target))!.Count == 1);
            },
            iter: 5_000,
            threads: 2);

    [Fact]
    public async Task Bindings_DoneInTheirOrder_MakeTheSameNamespace() =>
        await StepGen.Array[1, 14].SampleAsync(
            async steps =>
            {
                var tested = new Tested();
                foreach (var step in steps)
                {
                    await tested.DoAsync(step);
                }

                var again = new MountTable();
                foreach (var binding in tested.View.Mounts.Bindings)
                {
                    again.Bind(
                        new TreePath(binding.Target), [new TreePath(binding.Source)], binding.Position == 0 ? BindOrder.Replace : BindOrder.After, binding.Creates,
                        Tested.Options);
                }

                Assert.Equal(tested.View.Mounts.Bindings, again.Bindings);
            },
            iter: 1_000,
            threads: 2);

    [Fact]
    public async Task Walk_OfADeepPath_AsksOnlyWhatMatters()
    {
        var tree = new MemoryTree("ns").With("0/", "0/a/");
        var path = "0/a";
        for (var depth = 0; depth < 60; depth++)
        {
            path += "/d";
            tree.With(path + "/");
        }

        var walk = new NamespaceWalk(new NamespaceView(0, new MountTable()), new Forest([tree]));
        Assert.NotNull(await walk.FindAsync(NamespacePath.Parse("/" + path[2..], "path"), None));
        Assert.Equal(1, tree.Asked);
    }

    private static string Vanish(ReferenceNamespace model, string path)
    {
        model.Vanish(path);
        return "done";
    }

    private sealed record Step(Act Act, string? Source, string Target, BindOrder Order = BindOrder.Replace);

    /// <summary>What is tested, on trees in memory.</summary>
    private sealed class Tested
    {
        private readonly MemoryTree shelf = new MemoryTree("shelf").With(Shelf);
        private readonly Forest forest;

        public Tested() => forest = new Forest([new MemoryTree("ns").With("0/").With([.. Own.Select(file => $"0/{file}")]), shelf]);

        public static NamespaceOptions Options { get; } = new() { MaxUnion = MostInUnion, MaxMounts = MostMounts };

        public NamespaceView View { get; } = new(0, new MountTable());

        private NamespaceWalk Walk => new(View, forest);

        /// <summary>What was done; null where it was refused.</summary>
        public async Task<string?> DoAsync(Step step)
        {
            try
            {
                var changes = new MountChanges(forest, Options);
                switch (step.Act)
                {
                    case Act.Bind or Act.Mount:
                        var command = new BindCommand(null, step.Source, step.Target, step.Order, Creates: false, Mounts: step.Act == Act.Mount);
                        (await changes.BindAsync(command, View, View, None)).Apply(View.Mounts);
                        return "done";
                    case Act.Unmount:
                        (await changes.UnmountAsync(step.Source, step.Target, View, View, None)).Apply(View.Mounts);
                        return "done";
                    case Act.Create:
                        return await CreateAsync(NamespacePath.Parse(step.Target, "path"));
                    case Act.Remove:
                        return await RemoveAsync(NamespacePath.Parse(step.Target, "path"));
                    default:
                        shelf.Vanish(step.Target["#shelf/".Length..]);
                        return "done";
                }
            }
            catch (RefusedException)
            {
                return null;
            }
        }

        public async Task<string?> ResolveAsync(string path) => (await Walk.FindAsync(NamespacePath.Parse(path, "path"), None))?.Path.Text;

        public async Task<List<string>?> ListAsync(string path, int limit)
        {
            if (await Walk.FindAsync(NamespacePath.Parse(path, "path"), None) is not { Entry.IsDirectory: true } place)
            {
                return null;
            }

            var names = new List<string>();
            string? cursor = null;
            do
            {
                var page = await new UnionListing(place.Elements, forest).ListAsync(ListCursor.Parse(cursor), limit, None);
                Assert.InRange(page.Entries.Count, 0, limit);
                names.AddRange(page.Entries.Select(entry => entry.Name));
                cursor = page.Next;
            }
            while (cursor is not null);

            return names;
        }

        private async Task<string?> CreateAsync(NamespacePath path)
        {
            if (path.Names.Count == 0 || await Walk.FindPointAsync(path, None) is not null
                || await Walk.FindAsync(path.Parent, None) is not { Entry.IsDirectory: true } directory
                || await Walk.FindCreatingAsync(directory, None) is not { } place)
            {
                return null;
            }

            var created = place.Child(path.Name);
            await forest.TreeOf(created).CreateAsync(created.Names, content: null, None);
            return created.Text;
        }

        private async Task<string?> RemoveAsync(NamespacePath path)
        {
            if (await Walk.FindPointAsync(path, None) is not var (point, _) || path.Names.Count == 0 || View.Mounts.At(point) is not null)
            {
                return null;
            }

            await forest.TreeOf(point).RemoveAsync(point.Names, None);
            return point.Text;
        }
    }
}
