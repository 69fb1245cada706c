using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Fleet;

/// <summary>What a school's boxes may send live, as people say it and as it is kept.</summary>
internal static class LiveBudget
{
    private const double Least = 0.1;
    private const double Most = 10_000;

    public static ProblemHttpResult? Check(double? megabitsPerSecond) => megabitsPerSecond is null or 0 or >= Least and <= Most
        ? null
        : Problems.Invalid("live_budget_invalid", $"liveMegabitsPerSecond is {megabitsPerSecond}; allowed: 0 (no limit), or {Least} to {Most}.");

    /// <summary>Null: no limit.</summary>
    public static int? Kbps(double? megabitsPerSecond) => megabitsPerSecond > 0 ? (int)Math.Round(megabitsPerSecond.Value * 1000) : null;
}
