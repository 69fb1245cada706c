using System.Globalization;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;
using Xunit.Abstractions;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>A box killed again and again, and its hub once, while it delivers what it measures: the hub has what the box's files say was issued.</summary>
[Trait("kind", "fault")]
public sealed class OutboxKillTests(ITestOutputHelper output)
{
    private static readonly int s_kills = FaultTable.Times("OUTBOX_KILLS", 8);

    /// <summary>As protocol/v1/readings.proto numbers them, with their folders on the box.</summary>
    private static readonly (int Number, string Folder)[] s_classes = [(1, "alarms"), (2, "command-results"), (3, "states"), (4, "readings"), (5, "backlog")];

    [Fact]
    [Trait("speed", "slow")]
    public async Task BoxKilledInMidDelivery_HubHasEveryItemOnceAndEveryGapDeclared()
    {
        await using var hub = await Hub.StartAsync();
        await using var line = new FaultyLine(hub.AgentsAddress.Port);
        var (box, _) = await Box.StartEnrolledAsync(
            hub, line, new { Readings = new { Every = "00:00:01", AtLeastEvery = "00:00:01" } },
            new { Name = "teacher", Kind = "test", Role = "teacher", Width = 320, Height = 180, FramesPerSecond = 10 });
        await using var __ = box;
        // Something is issued each second and is on its way, or its answer is, for most of that.
        line.Condition = LineCondition.Good with { Delay = TimeSpan.FromMilliseconds(350) };
        var random = new Random(5);
        var (inFlight, untold) = (0, 0);

        for (var kill = 0; kill < s_kills; kill++)
        {
            // It delivers: what was issued since the last start has begun to arrive.
            var before = await UpToAsync(hub, 4);
            await Eventually.TrueAsync(async () => await UpToAsync(hub, 4) > before, TimeSpan.FromSeconds(60), () => $"nothing arrives any more\n{box.Log}");
            if (kill == s_kills / 2)
            {
                await hub.KillAsync();
                await Eventually.LessonGoesOnAsync(2.5);
                await hub.StartAgainAsync();
            }
            await Eventually.LessonGoesOnAsync(random.NextDouble());
            await box.KillAsync();
            var (last, acknowledged) = ((await IssuedAsync(box, "readings"))[^1], await AcknowledgedAsync(box, 4));
            var stored = await UpToAsync(hub, 4);
            if (last > stored) inFlight++;
            else if (stored > acknowledged) untold++;
            await box.StartAgainAsync();
        }
        output.WriteLine($"{s_kills} kills: {inFlight} with items not yet stored, {untold} with items stored whose answer was lost");
        Assert.InRange(inFlight + untold, 1, s_kills);
        line.Condition = LineCondition.Good;
        await EverythingArrivesAsync(hub, box);

        var total = 0;
        foreach (var (number, folder) in s_classes)
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
            output.WriteLine($"{folder}: {issued.Count} issued, up to {issued[^1]}, {gaps.Count} gaps");
            total += issued.Count;
        }
        var measured = (await IssuedAsync(box, "readings")).Count;
        Assert.Equal(measured, await OneAsync(hub, "SELECT COUNT(*) FROM reading"));
        Assert.Equal(0, await OneAsync(hub, "SELECT COUNT(*) FROM unplaced_reading"));
        Assert.Equal(measured, await OneAsync(hub, "SELECT SUM(count) FROM reading_minute"));
        Assert.Equal(measured, await OneAsync(hub, "SELECT SUM(count) FROM reading_hour"));
        Assert.Equal((await IssuedAsync(box, "alarms")).Count, await OneAsync(hub, "SELECT COUNT(*) FROM item"));
        Assert.Equal("ok", await SqlAsync(Readings(hub), "PRAGMA integrity_check"));
        FaultTable.Add(
            "F01b", "SIGKILL of the agent in mid-delivery of readings, and once of the hub", $"{s_kills} kills",
            "per class the hub's mark = the last issued, stored = issued, every hole declared, nothing twice",
            FormattableString.Invariant($"{total:n0} issued and stored; {inFlight} kills before the hub had stored, {untold} before it was heard"));
    }

    /// <summary>The box is killed once more when the hub has all of it: as long as it runs it issues more.</summary>
    private static async Task EverythingArrivesAsync(Hub hub, Box box)
    {
        for (var tries = 0; ; tries++)
        {
            var before = await UpToAsync(hub, 4);
            await Eventually.TrueAsync(async () => await UpToAsync(hub, 4) > before, TimeSpan.FromSeconds(60), () => $"nothing arrives any more\n{box.Log}");
            // A second lies between two measurements; a delivery takes a tenth of that.
            await Eventually.LessonGoesOnAsync(0.3);
            await box.KillAsync();
            var missing = 0;
            foreach (var (number, folder) in s_classes)
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
    private static async Task<IReadOnlyList<long>> IssuedAsync(Box box, string folder)
    {
        var path = Path.Combine(box.DataFolder, "outbox", folder);
        return Directory.Exists(path) && Directory.GetFiles(path, "*.db") is [var file] ? await OfCopyAsync(file, "SELECT sequence FROM item ORDER BY sequence") : [];
    }

    private static async Task<long> AcknowledgedAsync(Box box, int itemClass) =>
        (await OfCopyAsync(Path.Combine(box.DataFolder, "outbox", "ledger.db"), $"SELECT acknowledged FROM class WHERE item_class = {itemClass}")).SingleOrDefault();

    /// <summary>Asks a copy: the box finds its files as it left them.</summary>
    private static async Task<IReadOnlyList<long>> OfCopyAsync(string file, string sql)
    {
        using var copy = new TemporaryFolder();
        foreach (var part in Directory.GetFiles(Path.GetDirectoryName(file)!, Path.GetFileName(file) + "*").Where(part => !part.EndsWith("-shm", StringComparison.Ordinal)))
            File.Copy(part, copy[Path.GetFileName(part)]);
        return await NumbersAsync(copy[Path.GetFileName(file)], sql);
    }

    private static Task<long> UpToAsync(Hub hub, int itemClass) => OneAsync(hub, $"SELECT COALESCE(MAX(up_to), 0) FROM delivery WHERE item_class = {itemClass}");

    private static async Task<long> OneAsync(Hub hub, string sql) => (await NumbersAsync(Readings(hub), sql)).Single();

    private static string Readings(Hub hub) => Path.Combine(hub.DataFolder, "readings.db");

    private static async Task<IReadOnlyList<long>> NumbersAsync(string file, string sql) =>
        [.. (await SqlAsync(file, sql)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(number => long.Parse(number, CultureInfo.InvariantCulture))];

    private static async Task<string> SqlAsync(string file, string sql) => (await Programs.RunAsync("sqlite3", "-cmd", ".timeout 10000", file, sql)).Trim();
}
