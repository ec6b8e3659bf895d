using CsCheck;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Interfaces.Services;
using InfernoOrleans.Grains.Services;

namespace InfernoOrleans.Tests.Services;

/// <summary>What follows from the steps of a service before anything runs.</summary>
public sealed class ServicePlanTests
{
    private static readonly ServiceOptions Options = new() { MaxSteps = 4, MaxRowSize = 1_000 };

    [Fact]
    public void Plan_OfOperationsAroundAModel_KnowsTheSizesOfRows()
    {
        var plan = Plan([Windows(3), Model("a"), Operations(new DataStep("abs")), Windows(2)], new RowSizes(8, 5));

        Assert.Equal((10, 4), (plan.InputSize, plan.OutputSize));
        Assert.Equal([8, 5, 5, 4], plan.Steps.Select(step => step.Size));
        Assert.Equal([(0, 10, 8), (1, 8, 5), (2, 5, 4)], plan.Stages.Select(stage => (stage.Index, stage.InputSize, stage.OutputSize)));
        Assert.Equal([1, 0, 2], plan.Stages.Select(stage => stage.Operations?.Count ?? 0));
        Assert.Equal(10, plan.WidestRow);
    }

    [Fact]
    public void Plan_OfAnyOperations_FindsTheInputSizeThatFillsTheModel() =>
        Gen.Select(Gen.Int[1, 20].Array[0, 3], Gen.Int[1, 100]).Sample((windows, size) =>
        {
            var plan = Plan([.. windows.Select(window => Windows(window)), Model("a")], new RowSizes(size, 1));

            Assert.Equal(size + windows.Sum(window => window - 1), plan.InputSize);
            Assert.Equal(size, plan.Stages[^1].InputSize);
        });

    [Fact]
    public void Plan_Stored_IsTheSamePlan()
    {
        var plan = Plan([Windows(3), Model("a") with { Name = "first" }, Operations(new DataStep("clamp", Min: 0, Max: 1), new DataStep("sort"))], new RowSizes(8, 5));
        var read = StoredService.Read(StoredService.Write(plan)).ToPlan(plan.InputSize);

        Assert.Equal(plan.Steps.Select(step => (step.Step.Name, step.Step.Model, step.Size)), read.Steps.Select(step => (step.Step.Name, step.Step.Model, step.Size)));
        Assert.Equal(plan.Steps[2].Step.Operations!, read.Steps[2].Step.Operations!);
        Assert.Equal((plan.InputSize, plan.OutputSize, plan.Stages.Count), (read.InputSize, read.OutputSize, read.Stages.Count));
    }

    [Fact]
    public void Plan_OfStepsThatDoNotFit_IsRefusedByItsField()
    {
        AssertRefused("steps", "holds 0", () => Plan([], default));
        AssertRefused("steps", "holds 5", () => Plan([.. Enumerable.Repeat(Model("a"), 5)], new RowSizes(1, 1)));
        AssertRefused("steps[0]", "neither", () => Plan([new ServiceStep()], default));
        AssertRefused("steps[0].model", "both", () => Plan([new ServiceStep(Model: "a", Operations: [new DataStep("abs")])], default));
        AssertRefused("steps[0].operations", "holds 0", () => Plan([Operations()], default));
        AssertRefused("steps[0].operations", "holds 9", () => Plan([Operations([.. Enumerable.Repeat(new DataStep("abs"), 9)])], default));
        AssertRefused("steps[0].name", "slashes", () => Plan([Model("a") with { Name = "a/b" }], new RowSizes(1, 1)));
        AssertRefused("inputSize", "required", () => Plan([Operations(new DataStep("abs"))], default));
        AssertRefused("inputSize", "is 0", () => Plan([Operations(new DataStep("abs"))], default, inputSize: 0));
        AssertRefused("inputSize", "is 1001", () => Plan([Operations(new DataStep("abs"))], default, inputSize: 1_001));
        AssertRefused("inputSize", "is 1002", () => Plan([Windows(3), Model("a")], new RowSizes(1_000, 1)));
        AssertRefused("steps[0].model", "rows of 3", () => Plan([Model("a")], new RowSizes(4, 1), inputSize: 3));
        AssertRefused("steps[1].model", "rows of 5", () => Plan([Model("a"), Model("b")], new RowSizes(4, 5)));
        AssertRefused("steps[0].model", "1,000 is the most", () => Plan([Model("a")], new RowSizes(4, 1_001)));
        AssertRefused("steps[0].operations[1].op", "'blur'", () => Plan([Operations(new DataStep("abs"), new DataStep("blur"))], default, inputSize: 3));
        AssertRefused("steps[0].operations[0].size", "from 1 to 3", () => Plan([Windows(4)], default, inputSize: 3));
        AssertRefused("steps[0].operations[0].factor", "required", () => Plan([Operations(new DataStep("scale"))], default, inputSize: 3));
    }

    [Theory]
    [InlineData("digits", "/models/digits")]
    [InlineData("deploy-3", "/models/deploy-3")]
    [InlineData("/models/eu/digits", "/models/eu/digits")]
    public void ModelPath_OfAModel_IsWhereTheProcessFindsIt(string model, string path) => Assert.Equal(path, ModelPath.Of(model, "model"));

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    public void ModelPath_OfNoName_IsRefused(string model) =>
        Assert.Equal("model", Assert.Throws<RefusedException>(() => ModelPath.Of(model, "model")).Field);

    [Theory]
    [InlineData("/models/digits", "digits")]
    [InlineData("/models/..", null)]
    [InlineData("/models/", null)]
    [InlineData("/models/eu/digits", null)]
    [InlineData("/data/digits", null)]
    public void ModelPath_InAnEmptyNamespace_IsThatOfADeploymentOrNone(string path, string? name) => Assert.Equal(name, ModelPath.NameIn(path));

    [Fact]
    public void Describe_OfSteps_IsShort()
    {
        Assert.Equal(
            "abs → sort → digits → last",
            ServicePlan.Describe([Operations(new DataStep("abs"), new DataStep("sort")), Model("digits"), Windows(2) with { Name = "last" }]));
        Assert.Equal(256, ServicePlan.Describe(Enumerable.Repeat(Model(new string('m', 100)), 4)).Length);
    }

    private static ServicePlan Plan(ServiceStep[] steps, RowSizes model, long? inputSize = null) =>
        ServicePlan.Of(steps, inputSize, _ => model, Options, mostOperations: 8);

    private static ServiceStep Model(string model) => new(Model: model);

    private static ServiceStep Operations(params DataStep[] operations) => new(Operations: operations);

    private static ServiceStep Windows(int size) => Operations(new DataStep("window-mean", Size: size));

    private static void AssertRefused(string field, string named, Action plan)
    {
        var refused = Assert.Throws<RefusedException>(plan);
        Assert.Equal((RefusalReason.Invalid, field), (refused.Reason, refused.Field));
        Assert.Contains(field, refused.Message, StringComparison.Ordinal);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }
}
