using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Mqtt;
using Tongtang.EdgeAgent.Alarms;
using Tongtang.EdgeAgent.Broker;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Installer;
using Tongtang.EdgeAgent.Lessons;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.EdgeAgent.Tests.Broker;
using Tongtang.EdgeAgent.Tests.HubLink;
using Tongtang.EdgeAgent.Tests.Lessons;
using Tongtang.EdgeAgent.Timetable;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;
using Xunit.Abstractions;
using SourceState = Tongtang.EdgeAgent.Recordings.SourceState;

namespace Tongtang.EdgeAgent.Tests.Recordings;

/// <summary>
/// A whole box that has everything a box ever keeps: each file that is found in its data folder is damaged in turn. The box
/// starts, is online, delivers what the other files hold, and says what it found.
/// </summary>
public sealed class BoxStoreDamageTests(ITestOutputHelper output)
{
    private const string Seal = "\n// sha256 ";
    private const string Copy = ".copy";
    private const string Pin = "246810";

    /// <summary>What a box writes anew at each start, or only says in words.</summary>
    private static readonly string[] s_fleeting = ["running.lock", "logs/", "run/", "browser/", "broker/passwords", "broker/access", "broker/mosquitto.conf"];

    /// <summary>What goes on by itself: nobody can say what it should be.</summary>
    private static readonly string[] s_moving = ["starts", "alarms.json"];

    private static readonly int s_rounds = FaultTable.Times("DAMAGES", 1);

    [Fact]
    [Trait("kind", "fault")]
    [Trait("speed", "slow")]
    public async Task EveryFile_Damaged_BoxWorksOnAndSaysSo()
    {
        using var stopped = new TemporaryFolder();
        using var killed = new TemporaryFolder();
        await using var hub = await new TestHub().StartAsync();
        var made = await MakeAsync(hub, stopped.Path, killed.Path);
        Assert.Superset(
            new HashSet<string>(["journal.db", "commands.db", "outbox/ledger.db", "outbox/epoch", "identity/agent.key", "identity/agent.crt", "identity/ca.crt", "identity/hub.json", "timetable.json", "lesson.json",
                "broker/users.json", "broker/retained.db", "starts", "alarms.json", "pin.json", "sources.json", "equipment.json", "equipment-of-hub.json", "usage-hours.json", "repairs.json"]),
            Stores(stopped.Path).ToHashSet(StringComparer.Ordinal));
        var (random, rounds, told) = (new Random(57), 0, 0);
        // Killed, all is in the databases' logs; stopped, all is in the databases.
        var files = Stores(stopped.Path).Select(file => (From: stopped.Path, file)).Concat(Stores(killed.Path).Where(file => file.EndsWith("-wal", StringComparison.Ordinal)).Select(file => (From: killed.Path, file))).ToList();
        while (rounds < Math.Max(s_rounds, files.Count))
        {
            var (from, file) = files[rounds++ % files.Count];
            using var folder = new TemporaryFolder();
            CopyAll(from, folder.Path);
            var name = $"round {rounds}: {Damages.Spoil(folder[file], random)} of {file}";
            told += await RunAsync(hub, made, from, folder, file, name) ? 1 : 0;
        }
        output.WriteLine($"{rounds} damages of {files.Count} files, {told} of them mattered and were told");
        FaultTable.Add(
            "F03c", "every file in the data folder of a whole box (keys and certificates, outbox, timetable, lesson, broker, PIN, equipment, counts, journal, media) torn, flipped, truncated, zeroed or emptied in turn", $"{rounds} damages of {files.Count} files",
            "the box starts, is online under the same identity and epoch, delivers what the other files hold; what has a copy is as it was; what mattered is an alarm", $"held, {told} told");
    }

    /// <summary>Returns whether it was told.</summary>
    private static async Task<bool> RunAsync(TestHub hub, Made made, string original, TemporaryFolder folder, string file, string name)
    {
        foreach (var itemClass in ItemClasses.InOrder) hub.Readings.Forget(itemClass, 0);
        hub.Readings.Items.Clear();
        var mattered = Content(Path.Combine(original, file)) != Content(folder[file]);
        await using var box = new TestBox { DataFolder = folder.Path, Settings = s_settings };
        await box.StartAsync();
        await box.OnlineAsync();
        if (file.StartsWith("broker/", StringComparison.Ordinal)) await box.Get<OwnBroker>().AddressAsync(CancellationToken.None);
        Assert.True((await box.Http.GetAsync("/healthz")).IsSuccessStatusCode, name);
        Assert.Equal(PinAnswer.Right, box.Get<InstallerPin>().Try(Pin, atTheBox: true));
        Assert.Equal((made.Epoch, made.Agent), (box.Get<OutboxStore>().Epoch, box.Get<HubIdentity>().Current!.Enrolled.AgentId));
        Assert.True(box.Get<Journal>().Find(made.Recording) is not null, $"{name}: the lesson is gone");
        foreach (var store in Stores(original).Where(store => File.Exists(Path.Combine(original, store + Copy)) && !s_moving.Contains(store)))
            await EventuallyAsync(() => File.Exists(folder[store]) && Content(folder[store]) == Content(Path.Combine(original, store)), () => $"{name}: {store} is another one", box.Log);
        var inOutbox = file.StartsWith("outbox/", StringComparison.Ordinal);
        foreach (var (itemClass, texts) in made.Items.Where(items => !inOutbox || !file.StartsWith($"outbox/{ItemClasses.FolderName(items.Key)}/", StringComparison.Ordinal)))
            await EventuallyAsync(() => texts.IsSubsetOf(TextsOf(hub, itemClass)), () => $"{name}: of {itemClass} there came only {string.Join(", ", TextsOf(hub, itemClass))}", box.Log);
        if (!inOutbox) Assert.Single(box.Get<OutboxStore>().Quarantined());
        var repairs = box.Get<StoreRepairs>().All.Where(repair => repair.File != Made.Earlier).ToList();
        Assert.True(repairs.Count > 0 || !mattered || !File.Exists(Path.Combine(original, file + Copy)), $"{name}: nobody says so");
        foreach (var aside in repairs.Select(repair => repair.MovedTo).OfType<string>()) Assert.True(File.Exists(aside), $"{name}: {aside} is not there");
        await EventuallyAsync(
            () => repairs.Count == 0 || box.Get<AlarmBook>().Raised.Any(alarm => alarm.Kind == AlarmKinds.StoreRepaired && alarm.Subject != Made.Earlier), () => $"{name}: no alarm", box.Log);
        return repairs.Count > 0;
    }

    private static readonly (string, string)[] s_settings = [("Broker:Port", "0"), ("Readings:Every", "00:00:05")];

    /// <summary>A box in whose life everything has happened once.</summary>
    private static async Task<Made> MakeAsync(TestHub hub, string stopped, string killed)
    {
        await using var box = await new TestBox { Settings = s_settings }.StartEnrolledAsync(hub);
        await box.Get<SourceList>().ReplaceAsync([RecorderRoom.Test("teacher")], CancellationToken.None);
        var recording = await box.Get<Recorder>().StartAsync(new StartRecordingRequest { Title = "Ohm's law 电" }, CancellationToken.None);
        await EventuallyAsync(() => box.Get<Recorder>().Status.Sources.Any(source => source.State == SourceState.Recording), () => "nothing is recorded", box.Log);
        await Eventually.LessonGoesOnAsync(4);
        await box.Get<Recorder>().StopAsync(TimeSpan.Zero, CancellationToken.None);
        await box.Get<InstallerPin>().SetAsync(Pin, CancellationToken.None);
        await box.Get<HubEquipment>().TakeAsync(new DesiredConfiguration { Version = 3, Json = """{"devices": []}""" }, CancellationToken.None);
        box.Get<UsageHours>().Save();
        await RetainAsync(box);
        box.Get<StoreRepairs>().Add(StoreKind.Settings, Path.Combine(box.DataFolder, Made.Earlier), "long ago", null, 0, 0);
        await hub.StopAsync();
        var now = TimeProvider.System.GetUtcNow();
        await box.Get<TimetableStore>().WriteAsync(MadeLesson.Own, new RoomTimetable { Hash = new string('a', 64), AsOfMs = now.ToUnixTimeMilliseconds(), TimeZone = "Asia/Shanghai" }, null, CancellationToken.None);
        await box.Get<LessonStore>().WriteAsync(new KeptLesson(MadeLesson.Own, null, null), CancellationToken.None);
        box.Get<CommandLedger>().Keep(new CommandResult { CommandId = "c1", Outcome = CommandOutcome.Done });
        var items = new Dictionary<ItemClass, HashSet<string>>();
        foreach (var itemClass in ItemClasses.InOrder)
        {
            items[itemClass] = [.. Enumerable.Range(0, 30).Select(i => $"{itemClass} {i} {new string('x', 500)}")];
            foreach (var text in items[itemClass]) await box.Get<OutboxStore>().AppendAsync(itemClass, new Item { Event = new Event { Kind = "test", Details = { ["text"] = text } } }, CancellationToken.None);
        }
        await RefuseAsync(box.Get<OutboxStore>());
        await Eventually.LessonGoesOnAsync(2);
        CopyAll(box.DataFolder, killed);
        var (epoch, agent) = (box.Get<OutboxStore>().Epoch, box.Get<HubIdentity>().Current!.Enrolled.AgentId);
        await box.StopAsync();
        CopyAll(box.DataFolder, stopped);
        await hub.StartAsync();
        return new Made(recording.RecordingId, epoch, agent, items);
    }

    private static async Task RetainAsync(TestBox box)
    {
        var mqtt = new SharedMqtt(TimeProvider.System);
        await mqtt.UseAsync(await box.Get<OwnBroker>().AddressAsync(CancellationToken.None), CancellationToken.None);
        await using var link = await mqtt.OpenAsync(new WireTrace(TimeProvider.System), CancellationToken.None);
        await link.PublishAsync(MqttMessage.Of("a", "1") with { Retained = true }, CancellationToken.None);
        await Brokers.WriteAsync(Path.Combine(box.DataFolder, "broker"));
    }

    private static async Task RefuseAsync(OutboxStore outbox)
    {
        var sequence = await outbox.AppendAsync(ItemClass.Reading, new Item { Event = new Event { Kind = "poison" } }, CancellationToken.None);
        for (var times = 0; times < OutboxStore.MostRefusals; times++)
        {
            await outbox.RefuseAsync(ItemClass.Reading, sequence, "kind_unknown", "no", CancellationToken.None);
            sequence = outbox.LastOf(ItemClass.Reading);
        }
    }

    private static HashSet<string> TextsOf(TestHub hub, ItemClass itemClass) =>
        [.. hub.Readings.Items.Where(item => item.Class == itemClass && item.Item.Event is not null).Select(item => item.Item.Event.Details.GetValueOrDefault("text", ""))];

    /// <summary>What there is to damage, found in the folder; of the many segments the first three.</summary>
    private static IReadOnlyList<string> Stores(string folder)
    {
        var all = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => new FileInfo(file).Length > 0 && !file.EndsWith("-shm", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Where(file => !s_fleeting.Any(fleeting => file.StartsWith(fleeting, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal).ToList();
        return [.. all.Where(file => !file.EndsWith(".m4s", StringComparison.Ordinal)), .. all.Where(file => file.EndsWith(".m4s", StringComparison.Ordinal)).Take(3)];
    }

    /// <summary>Without its seal, which is no part of what it says.</summary>
    private static string Content(string file) => File.ReadAllText(file).Split(Seal)[0];

    private static void CopyAll(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(file => !Path.GetRelativePath(from, file).StartsWith("run", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static async Task EventuallyAsync(Func<bool> holds, Func<string> what, LogWatch log) =>
        await Eventually.TrueAsync(() => Task.FromResult(holds()), TimeSpan.FromSeconds(15), () => $"{what()}\n{string.Join('\n', log.Lines)}");

    private sealed record Made(string Recording, string Epoch, string Agent, IReadOnlyDictionary<ItemClass, HashSet<string>> Items)
    {
        /// <summary>Was repaired in the box's earlier life.</summary>
        public const string Earlier = "earlier.json";
    }
}
