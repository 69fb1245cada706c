using System.Globalization;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>What a box's files say was issued, and what the hub's say was stored.</summary>
internal static class Deliveries
{
    /// <summary>As protocol/v1/readings.proto numbers them, with their folders on the box.</summary>
    public static readonly IReadOnlyList<(int Number, string Folder)> Classes = [(1, "alarms"), (2, "command-results"), (3, "states"), (4, "readings"), (5, "backlog")];

    /// <summary>Per class the hub's mark is the last that a dead box has issued, it has stored as many, and knows each hole. Answers how many.</summary>
    public static async Task<int> StoredIsIssuedAsync(Hub hub, Box box)
    {
        var total = 0;
        foreach (var (number, folder) in Classes)
        {
            var issued = await IssuedAsync(box, folder);
            if (issued.Count == 0) continue;
            Assert.Equal(issued[^1], await OneAsync(hub, $"SELECT up_to FROM delivery WHERE item_class = {number}"));
            Assert.Equal(issued.Count, await OneAsync(hub, $"SELECT stored FROM delivery WHERE item_class = {number}"));
            Assert.Equal(0, await OneAsync(hub, $"SELECT rejected FROM delivery WHERE item_class = {number}"));
            // What was never given out was declared, span by span, and nothing else.
            var gaps = await NumbersAsync(Readings(hub), $"SELECT first_sequence FROM declared_gap WHERE item_class = {number} ORDER BY first_sequence");
            var ends = await NumbersAsync(Readings(hub), $"SELECT last_sequence FROM declared_gap WHERE item_class = {number} ORDER BY first_sequence");
            Assert.Equal(HolesIn(issued), gaps.Zip(ends));
            total += issued.Count;
        }
        return total;
    }

    /// <summary>The box is killed once more when the hub has all of it: as long as it runs it issues more.</summary>
    public static async Task EverythingArrivesAsync(Hub hub, Box box)
    {
        for (var tries = 0; ; tries++)
        {
            var before = await UpToAsync(hub, 4);
            await Eventually.TrueAsync(async () => await UpToAsync(hub, 4) > before, TimeSpan.FromSeconds(60), () => $"nothing arrives any more\n{box.Log}");
            // A second lies between two measurements; a delivery takes a tenth of that.
            await Eventually.LessonGoesOnAsync(0.3);
            await box.KillAsync();
            var missing = 0;
            foreach (var (number, folder) in Classes)
            {
                if (await IssuedAsync(box, folder) is [.., var last] && await UpToAsync(hub, number) != last) missing++;
            }
            if (missing == 0) return;
            Assert.InRange(tries, 0, 20);
            await box.StartAgainAsync();
        }
    }

    private static IEnumerable<(long First, long Last)> HolesIn(IReadOnlyList<long> issued) =>
        issued.Prepend(0).Zip(issued).Where(pair => pair.Second > pair.First + 1).Select(pair => (pair.First + 1, pair.Second - 1));

    /// <summary>The sequences in a dead box's files; so few that there is one file, of which nothing has been deleted.</summary>
    public static Task<IReadOnlyList<long>> IssuedAsync(Box box, string folder) => IssuedAsync(box.DataFolder, folder);

    /// <inheritdoc cref="IssuedAsync(Box, string)"/>
    public static async Task<IReadOnlyList<long>> IssuedAsync(string dataFolder, string folder)
    {
        var path = Path.Combine(dataFolder, "outbox", folder);
        return Directory.Exists(path) && Directory.GetFiles(path, "*.db") is [var file] ? await OfCopyAsync(file, "SELECT sequence FROM item ORDER BY sequence") : [];
    }

    public static Task<long> AcknowledgedAsync(Box box, int itemClass) => AcknowledgedAsync(box.DataFolder, itemClass);

    public static async Task<long> AcknowledgedAsync(string dataFolder, int itemClass) =>
        (await OfCopyAsync(Path.Combine(dataFolder, "outbox", "ledger.db"), $"SELECT acknowledged FROM class WHERE item_class = {itemClass}")).SingleOrDefault();

    public static async Task<IReadOnlyList<long>> OfCopyAsync(string file, string sql) =>
        [.. (await TextsOfCopyAsync(file, sql)).Select(number => long.Parse(number, CultureInfo.InvariantCulture))];

    /// <summary>Asks a copy: the box finds its files as it left them.</summary>
    public static async Task<IReadOnlyList<string>> TextsOfCopyAsync(string file, string sql)
    {
        using var copy = new TemporaryFolder();
        foreach (var part in Directory.GetFiles(Path.GetDirectoryName(file)!, Path.GetFileName(file) + "*").Where(part => !part.EndsWith("-shm", StringComparison.Ordinal)))
            File.Copy(part, copy[Path.GetFileName(part)]);
        return (await SqlAsync(copy[Path.GetFileName(file)], sql)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static Task<long> UpToAsync(Hub hub, int itemClass) => OneAsync(hub, $"SELECT COALESCE(MAX(up_to), 0) FROM delivery WHERE item_class = {itemClass}");

    public static async Task<long> OneAsync(Hub hub, string sql) => (await NumbersAsync(Readings(hub), sql)).Single();

    public static string Readings(Hub hub) => Path.Combine(hub.DataFolder, "readings.db");

    public static async Task<IReadOnlyList<long>> NumbersAsync(string file, string sql) =>
        [.. (await SqlAsync(file, sql)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(number => long.Parse(number, CultureInfo.InvariantCulture))];

    public static async Task<string> SqlAsync(string file, string sql) => (await Programs.RunAsync("sqlite3", "-cmd", ".timeout 10000", file, sql)).Trim();
}
