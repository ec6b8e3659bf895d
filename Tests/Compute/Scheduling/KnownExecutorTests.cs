using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Tests.Compute.Scheduling;

public sealed class KnownExecutorTests
{
    private readonly KnownExecutor known = new();

    public KnownExecutorTests() => known.Learn(Policy.Report(sequence: 5));

    [Fact]
    public void Learn_AnOlderReport_ChangesNothing()
    {
        known.Learn(Policy.Report(sequence: 7, slots: 3, held: Policy.Held(1)));
        known.Learn(Policy.Report(sequence: 6, slots: 9));
        known.Learn(Policy.Report(sequence: 7, slots: 9));
        Assert.Equal(3, known.Report.Slots);
        Assert.Equal(7, known.Report.Sequence);
        Assert.True(known.Has(1));
    }

    [Fact]
    public void Learn_WhatWasReportedAndIsNoMore_IsGone()
    {
        known.Learn(Policy.Report(sequence: 6, held: [Policy.Held(1), Policy.Held(2)]));
        known.Learn(Policy.Report(sequence: 7, held: Policy.Held(2)));
        Assert.False(known.Has(1));
        Assert.Equal(1, known.Count);
        Assert.Equal(1, known.UseOf("n").Tasks);
    }

    [Fact]
    public void Learn_AReportWithoutAnOfferThatIsNotAnswered_KeepsIt()
    {
        known.Give(Policy.Offer(1), TaskNeeds.None);
        for (var sequence = 6; sequence < 20; sequence++)
        {
            known.Learn(Policy.Report(sequence: sequence));
        }

        Assert.True(known.Has(1));
    }

    [Fact]
    public void Learn_AnAttemptThatWasGiven_TakesItsNumberAndCountsItOnce()
    {
        known.Give(Policy.Offer(1, attempt: 3), TaskNeeds.None);
        Assert.Equal(new AttemptId(1, 4), Assert.Single(known.Attempts));
        known.Learn(Policy.Report(sequence: 6, held: Policy.Held(1, attempt: 6)));
        Assert.Equal(new AttemptId(1, 6), Assert.Single(known.Attempts));
        Assert.Equal(1, known.UseOf("n").Tasks);
    }

    [Fact]
    public void Answered_Taken_IsKeptUntilALaterReportLacksIt()
    {
        known.Give(Policy.Offer(1), TaskNeeds.None);
        known.Answered(1, isTaken: true, sequence: 7);

        // These were put together before the silo had it.
        known.Learn(Policy.Report(sequence: 6));
        known.Learn(Policy.Report(sequence: 7));
        Assert.True(known.Has(1));
        known.Learn(Policy.Report(sequence: 8));
        Assert.False(known.Has(1));
    }

    [Fact]
    public void Answered_NotTaken_IsGoneAtOnce()
    {
        known.Give(Policy.Offer(1), TaskNeeds.None);
        known.Answered(1, isTaken: false, sequence: 5);
        Assert.Equal(0, known.Count);
        Assert.Equal(default, known.UseOf("n"));
    }

    [Fact]
    public void Answered_OfATaskThatIsNotKnown_ChangesNothing()
    {
        known.Answered(1, isTaken: true, sequence: 5);
        known.Answered(1, isTaken: false, sequence: 5);
        known.Lost(1);
        Assert.Equal(0, known.Count);
    }

    [Fact]
    public void Lost_AnOfferThatReportsLack_IsGoneAfterSomeOfThem()
    {
        known.Give(Policy.Offer(1), TaskNeeds.None);
        known.Lost(1);
        for (var sequence = 6; sequence <= 8; sequence++)
        {
            known.Learn(Policy.Report(sequence: sequence));
            Assert.True(known.Has(1));
        }

        known.Learn(Policy.Report(sequence: 9));
        Assert.False(known.Has(1));
    }

    [Fact]
    public void Uses_OfFractions_AddUpToNothingWhenAllAreGone()
    {
        var needs = TaskNeeds.Of(new TaskRequirements(CpuCores: 0.1, MemoryGB: 0.3));
        for (var task = 1; task <= 7; task++)
        {
            known.Give(Policy.Offer(task, requires: needs.Text), needs);
        }

        Assert.Equal(0.7, known.ReservedCores, 9);
        Assert.Equal(7 * needs.MemoryBytes, known.ReservedBytes);
        for (var task = 1; task <= 7; task++)
        {
            known.Answered(task, isTaken: false, sequence: 0);
        }

        Assert.Equal(0, known.ReservedCores);
        Assert.Equal(0, known.ReservedBytes);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(5_000.0, 1)]
    [InlineData(100.1, 1)]
    [InlineData(100.0, 2)]
    [InlineData(1.0, 101)]
    [InlineData(0.0, 129)]
    public void TasksPerSlot_OfTasksSoLong_IsWhatRunsInATenthOfASecond(double? meanMs, int tasks)
    {
        known.Learn(Policy.Report(sequence: 6, meanMs: meanMs));
        Assert.Equal(tasks, known.TasksPerSlot);
    }

    [Fact]
    public void GivenSinceReport_AfterAReport_CountsAnew()
    {
        known.Give(Policy.Offer(1), TaskNeeds.None);
        known.Give(Policy.Offer(2), TaskNeeds.None);
        Assert.Equal(2, known.GivenSinceReport);
        known.Learn(Policy.Report(sequence: 6));
        Assert.Equal(0, known.GivenSinceReport);
    }
}
