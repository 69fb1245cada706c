using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Readings;

/// <summary>How the readings between two points in time become one value.</summary>
internal enum Aggregation
{
    Mean,
    Min,
    Max,
    Last,
    Count,
}

/// <summary>
/// From which table and in which steps a question about a series is answered. Pure.
/// </summary>
/// <param name="Table">The coarsest table that the step is made of.</param>
/// <param name="FromMs">The start, on a whole step.</param>
internal readonly record struct SeriesPlan(string Table, long StepMs, long FromMs, long ToMs)
{
    public const int MostPoints = 2000;

    /// <summary>What a chart can show; more than this only when it is asked for.</summary>
    private const int UsualPoints = 500;

    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    private static readonly long[] s_steps = [1000, 5000, 10_000, 30_000, Minute, 5 * Minute, 15 * Minute, Hour, 6 * Hour, Day, 7 * Day, 28 * Day, 365 * Day];

    /// <param name="stepSeconds">Null: chosen by the length and the age of the time asked for.</param>
    /// <returns>What is wrong with the question, or null.</returns>
    public static ProblemHttpResult? Make(DateTimeOffset from, DateTimeOffset to, int? stepSeconds, DateTimeOffset now, ReadingsSettings settings, out SeriesPlan plan)
    {
        plan = default;
        var (fromMs, toMs) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        if (!BootTime.IsTime(fromMs) || !BootTime.IsTime(toMs) || fromMs >= toMs)
            return Problems.Invalid("range_invalid", "from must lie before to, both in the years 2000 to 2099.");
        var stepMs = stepSeconds * 1000L ?? Choose(fromMs, toMs, now, settings);
        if (stepMs is < 1000 or > 366 * Day) return Problems.Invalid("step_invalid", $"step is {stepSeconds}; allowed: 1 to {366 * Day / 1000} seconds.");
        plan = new SeriesPlan(TableOf(stepMs), stepMs, fromMs - fromMs % stepMs, toMs);
        if (plan.Points <= MostPoints) return null;
        var least = (toMs - fromMs) / 1000 / (MostPoints - 1) + 1;
        return Problems.Invalid("step_invalid", $"Steps of {stepSeconds} seconds would be {plan.Points} points; allowed: {MostPoints}. Ask for a step of at least {least} seconds.");
    }

    private long Points => (ToMs - FromMs + StepMs - 1) / StepMs;

    private static long Choose(long fromMs, long toMs, DateTimeOffset now, ReadingsSettings settings)
    {
        var age = TimeSpan.FromMilliseconds(now.ToUnixTimeMilliseconds() - fromMs);
        var finest = age <= settings.RawLife ? 0 : age <= settings.MinuteLife ? Minute : Hour;
        return s_steps.First(step => step >= finest && ((toMs - fromMs) / step <= UsualPoints || step == s_steps[^1]));
    }

    private static string TableOf(long stepMs) => stepMs % Hour == 0 ? "reading_hour" : stepMs % Minute == 0 ? "reading_minute" : "reading";
}
