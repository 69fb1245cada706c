using System.Diagnostics;
using System.Globalization;

namespace Tongtang.Harness.Faults;

/// <summary>
/// How often a fault is tried, and its row in the table of results: an ordinary run tries a few times, the long run
/// (<c>tests/run.sh --long faults</c>) as often as it says, and makes the table of the rows.
/// </summary>
internal static class FaultTable
{
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("FAULTS_RESULTS");

    /// <summary>Whether this is the long run, which makes the table.</summary>
    public static bool IsLong => s_folder is not null;

    /// <param name="variable">After <c>FAULTS_</c>, e.g. <c>KILLS</c>.</param>
    /// <param name="usual">In an ordinary run.</param>
    public static int Times(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable($"FAULTS_{variable}"), NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times > 0 ? times : usual;

    /// <summary>
    /// The rounds of a fault that can end after any of them: 0, 1, 2 … as many as <see cref="Times"/> says, but none begins
    /// when <c>FAULTS_MINUTES</c> are over, which a long run that has to end by an hour sets. The row says how many there were.
    /// </summary>
    public static IEnumerable<int> Rounds(string variable, int usual)
    {
        var minutes = Times("MINUTES", int.MaxValue);
        var (clock, rounds) = (Stopwatch.StartNew(), Times(variable, usual));
        for (var round = 0; round < rounds && (round == 0 || clock.Elapsed.TotalMinutes < minutes); round++) yield return round;
    }

    /// <param name="row">Where it stands, e.g. <c>F01</c>; two tests of one fault add a letter.</param>
    /// <param name="seen">Figures, or "held".</param>
    public static void Add(string row, string fault, string repetitions, string asserted, string seen)
    {
        if (s_folder is null) return;
        Directory.CreateDirectory(s_folder);
        File.WriteAllText(Path.Combine(s_folder, row.Replace(' ', '-')), FormattableString.Invariant($"| {row.Split(' ')[0].TrimStart('F').TrimStart('0')} | {fault} | {repetitions} | {asserted} | {seen} |\n"));
    }
}
