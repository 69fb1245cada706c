using Microsoft.Extensions.Logging;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Harness;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Outbox;

/// <summary>A store in a folder of its own, opened, closed, crashed and opened again by a test.</summary>
internal sealed class OutboxFolder : IAsyncDisposable
{
    private readonly TemporaryFolder _parent = new();
    private int _crashes;

    public OutboxFolder() => Path = _parent["outbox"];

    public ManualTimeProvider Time { get; } = new();

    public string Boot { get; set; } = "boot-1";

    public TimeSpan? HubOffset { get; set; }

    public LogWatch Log { get; } = new();

    public string Path { get; private set; }

    public OutboxOptions Options { get; init; } = new() { AlarmMegabytes = 4, ReadingMegabytes = 4, BacklogMegabytes = 4 };

    public OutboxStore Store { get; private set; } = null!;

    public StoreRepairs Repairs { get; private set; } = null!;

    /// <summary>The real clock for waiting together; the manual one for everything that is stamped.</summary>
    public OutboxFolder Open()
    {
        Repairs = new StoreRepairs(new DataFolder(_parent.Path), TimeProvider.System, Log.Factory.CreateLogger<StoreRepairs>());
        Store = new OutboxStore(Path, Options, new OutboxClock(Boot, () => true, Time) { HubOffset = () => HubOffset }, Repairs, TimeProvider.System, Log.Factory.CreateLogger<OutboxStore>());
        return this;
    }

    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Open();
    }

    /// <summary>What a SIGKILL leaves: the files as they are at this moment, taken up by the next process.</summary>
    public async Task CrashAsync()
    {
        var copy = _parent[$"crash-{++_crashes}"];
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            var to = System.IO.Path.Combine(copy, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        await Store.DisposeAsync();
        Path = copy;
        Open();
    }

    public long BytesOf(string folder) =>
        Directory.EnumerateFiles(System.IO.Path.Combine(Path, folder), "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);

    public IReadOnlyList<string> Files(string folder) => [.. Directory.EnumerateFiles(System.IO.Path.Combine(Path, folder), "*.db").Order(StringComparer.Ordinal)];

    public static Item Reading(double value) => new() { Reading = new Reading { Device = "agent", Name = "cpu_percent", Value = value } };

    public static Item Event(int bytes) => new() { Event = new Event { Kind = "test", Details = { ["text"] = new string('x', bytes) } } };

    public Task<long> AppendAsync(ItemClass itemClass, Item item) => Store.AppendAsync(itemClass, item, CancellationToken.None);

    /// <summary>Many at once, as fast as groups take them; returns their sequences.</summary>
    public Task<long[]> AppendManyAsync(ItemClass itemClass, int count, int bytes) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => AppendAsync(itemClass, Event(bytes))));

    public ClassCount CountOf(ItemClass itemClass) => Store.Counts.Single(count => count.ItemClass == itemClass);

    /// <summary>Everything behind <paramref name="behind"/> (null: what is acknowledged), page by page.</summary>
    public (List<Item> Items, List<DeclaredGap> Gaps) ReadAll(ItemClass itemClass, long? behind = null, int pageItems = 64)
    {
        var (items, gaps) = (new List<Item>(), new List<DeclaredGap>());
        var after = behind ?? CountOf(itemClass).Acknowledged;
        while (Store.Read(itemClass, after, pageItems, 100_000) is { } batch)
        {
            items.AddRange(batch.Items);
            gaps.AddRange(batch.Gaps);
            var upTo = (long)Math.Max(batch.Items.LastOrDefault()?.Sequence ?? 0, batch.Gaps.LastOrDefault()?.LastSequence ?? 0);
            Assert.True(upTo > after, "a page that tells nothing");
            after = upTo;
        }
        return (items, gaps);
    }

    public Task AcknowledgeAsync(ItemClass itemClass, long upTo, params IEnumerable<RejectedItem> rejected) => Store.AcknowledgeAsync(
        new ItemAcknowledgement { StoreEpoch = Store.Epoch, ItemClass = itemClass, UpToSequence = (ulong)upTo, Rejected = { rejected } }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _parent.Dispose();
        Log.Dispose();
    }
}
