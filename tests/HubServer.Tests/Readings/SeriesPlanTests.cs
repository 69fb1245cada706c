using Tongtang.HubServer.Readings;

namespace Tongtang.HubServer.Tests.Readings;

public sealed class SeriesPlanTests
{
    private static readonly DateTimeOffset s_now = new(2026, 9, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 0, "reading", 10)]
    [InlineData(24, 0, "reading_minute", 300)]
    [InlineData(24 * 7, 0, "reading_hour", 3600)]
    [InlineData(24 * 365, 0, "reading_hour", 86400)]
    [InlineData(24 * 365 * 20, 0, "reading_hour", 28 * 86400)]
    // Older than the raw readings, older than the minutes.
    [InlineData(1, 24 * 40, "reading_minute", 60)]
    [InlineData(1, 24 * 400, "reading_hour", 3600)]
    public void Step_NotGiven_IsChosenByLengthAndAge(int hours, int agoHours, string table, int stepSeconds)
    {
        var to = s_now.AddHours(-agoHours);
        Assert.Null(SeriesPlan.Make(to.AddHours(-hours), to, null, s_now, new ReadingsSettings(), out var plan));
        Assert.Equal((table, stepSeconds * 1000L), (plan.Table, plan.StepMs));
        Assert.Equal(0, plan.FromMs % plan.StepMs);
    }

    [Theory]
    [InlineData(7, "reading")]
    [InlineData(90, "reading")]
    [InlineData(120, "reading_minute")]
    [InlineData(7200, "reading_hour")]
    public void Step_Given_IsMadeOfTheCoarsestThatFits(int stepSeconds, string table)
    {
        Assert.Null(SeriesPlan.Make(s_now.AddHours(-3), s_now, stepSeconds, s_now, new ReadingsSettings(), out var plan));
        Assert.Equal((table, stepSeconds * 1000L), (plan.Table, plan.StepMs));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void Step_ThatCannotBe_IsRefused(int stepSeconds) =>
        Assert.NotNull(SeriesPlan.Make(s_now.AddHours(-3), s_now, stepSeconds, s_now, new ReadingsSettings(), out _));

    [Fact]
    public void Step_NamedInARefusal_IsAllowed()
    {
        var problem = SeriesPlan.Make(s_now.AddDays(-1), s_now, 1, s_now, new ReadingsSettings(), out _);
        var least = int.Parse(problem!.ProblemDetails.Detail!.Split("at least ")[1].Split(' ')[0]);
        Assert.Null(SeriesPlan.Make(s_now.AddDays(-1), s_now, least, s_now, new ReadingsSettings(), out _));
        Assert.NotNull(SeriesPlan.Make(s_now.AddDays(-1), s_now, least - 1, s_now, new ReadingsSettings(), out _));
    }

    [Fact]
    public void Range_BackToFront_IsRefused()
    {
        Assert.NotNull(SeriesPlan.Make(s_now, s_now, null, s_now, new ReadingsSettings(), out _));
        Assert.NotNull(SeriesPlan.Make(s_now, s_now.AddHours(-1), null, s_now, new ReadingsSettings(), out _));
        Assert.NotNull(SeriesPlan.Make(DateTimeOffset.UnixEpoch, s_now, null, s_now, new ReadingsSettings(), out _));
    }
}
