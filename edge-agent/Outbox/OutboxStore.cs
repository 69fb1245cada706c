using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>An item was not taken.</summary>
/// <param name="code">Stable: item_too_large, outbox_full, outbox_broken.</param>
internal sealed class OutboxException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code => code;
}

/// <param name="Acknowledged">The hub has, or was told of, everything up to here.</param>
/// <param name="Pending">Given out and not acknowledged; what never comes is counted until the hub has been told.</param>
/// <param name="Evicted">Deleted unsent to make room, since this store was made.</param>
internal sealed record ClassCount(ItemClass ItemClass, long Acknowledged, long Pending, long Evicted);

/// <summary>
/// Everything that is not media, on disk until the hub has it: alarms, command results, states, readings, backlog, each
/// class with its own sequence, bytes and age. What is appended is durable when the call returns. Thread safe.
/// </summary>
/// <remarks>
/// Whoever sends asks for pages class by class in <see cref="ItemClasses.InOrder"/>, remembers how far it has sent, and
/// hands every acknowledgement in. After a start it asks the hub first how far it is (an empty batch is acknowledged too):
/// that is where it begins, also when a hub restored from an older copy is behind what was acknowledged.
/// </remarks>
internal sealed partial class OutboxStore : IAsyncDisposable
{
    public const int LargestItem = 64 * 1024;

    /// <summary>The hub's refusals after which an item waits for a person.</summary>
    public const int MostRefusals = 3;

    private readonly ILogger _logger;
    private readonly StoreRepairs _repairs;
    private readonly OutboxLedger _ledger;
    private readonly Dictionary<ItemClass, ClassFiles> _classes = [];
    private readonly Dictionary<ItemClass, GroupCommit> _commits = [];
    private readonly OutboxClock _clock;
    private readonly Task _loops;
    private volatile IReadOnlyList<BootSpan> _boots = [];
    private long _groups;

    /// <summary>Opens the store in <paramref name="folder"/>, or makes it there; damaged files are mended on the way.</summary>
    public OutboxStore(string folder, OutboxOptions options, OutboxClock clock, StoreRepairs repairs, TimeProvider time, ILogger<OutboxStore> logger)
    {
        (_logger, _repairs) = (logger, repairs);
        Directory.CreateDirectory(folder);
        _clock = clock;
        Epoch = OutboxEpoch.Read(folder, repairs, time, out var isNew);
        _ledger = new OutboxLedger(Path.Combine(folder, "ledger.db"), new SqliteStores(repairs, time));
        var forgotten = _ledger.IsNew && !isNew;
        foreach (var itemClass in ItemClasses.InOrder)
        {
            _classes[itemClass] = new ClassFiles(itemClass, folder, options.Of(itemClass), _ledger, Repaired, time);
            if (forgotten) _classes[itemClass].Leap();
            _commits[itemClass] = new GroupCommit(itemClass, group => Store(itemClass, group), time);
        }
        Expire();
        _loops = Task.WhenAll(_commits.Values.Select(commit => Task.Run(commit.RunAsync)));
    }

    /// <summary>Names this store for ever; another one when the folder was made anew.</summary>
    public string Epoch { get; }

    /// <summary>Raised when there is something new to send.</summary>
    public ChangeSignal Changed { get; } = new();

    /// <summary>Commits since the start; items share them.</summary>
    public long Groups => Interlocked.Read(ref _groups);

    /// <summary>Returns once no commit has been under way for too long.</summary>
    public Task AnswerAsync(CancellationToken cancellationToken) => Task.WhenAll(_commits.Values.Select(commit => commit.Pulse.AskAsync(cancellationToken)));

    /// <summary>The last sequence that was given out; 0: none.</summary>
    public long LastOf(ItemClass itemClass) => _classes[itemClass].Last;

    /// <summary>The hub has said that it has everything up to here.</summary>
    public long AcknowledgedOf(ItemClass itemClass) => _classes[itemClass].Marks.Acknowledged;

    public IReadOnlyList<ClassCount> Counts => [.. _classes.Select(c => new ClassCount(c.Key, c.Value.Marks.Acknowledged, c.Value.Last - c.Value.Marks.Acknowledged, c.Value.Marks.Evicted))];

    /// <summary>Stores an item; its body only is looked at, sequence and times are given here.</summary>
    /// <returns>Its sequence, when it is on the disk.</returns>
    /// <exception cref="OutboxException">item_too_large, or outbox_full: the disk has no room and nothing lower may go.</exception>
    public Task<long> AppendAsync(ItemClass itemClass, Item item, CancellationToken cancellationToken)
    {
        var isStamped = item.Sequence != 0 || item.BootId.Length > 0 || item.MonotonicMs != 0 || item.TimeMs != 0;
        var body = (isStamped ? new Item(item) { Sequence = 0, BootId = "", MonotonicMs = 0, TimeMs = 0 } : item).ToByteArray();
        return body.Length is 0 or > LargestItem
            ? Task.FromException<long>(new OutboxException("item_too_large", $"An item has {body.Length} bytes; allowed: 1 to {LargestItem}."))
            : AppendAsync(itemClass, _clock.Now(), refusals: 0, body, cancellationToken);
    }

    /// <summary>What comes behind <paramref name="after"/>, ready to send; null: nothing.</summary>
    public ItemBatch? Read(ItemClass itemClass, long after, int mostItems, int mostBytes)
    {
        var page = _classes[itemClass].Read(after, mostItems, mostBytes, Ages());
        if (page.Rows.Count == 0 && page.Gaps.Count == 0) return null;
        var batch = new ItemBatch { StoreEpoch = Epoch, ItemClass = itemClass };
        foreach (var row in page.Rows) batch.Items.Add(ToItem(row with { Stamp = _clock.Checked(row.Stamp) }));
        batch.Gaps.AddRange(page.Gaps);
        return batch;
    }

    /// <summary>Takes the hub's word. Items that it refuses come again under another sequence, twice; then they wait in quarantine.</summary>
    public async Task AcknowledgeAsync(ItemAcknowledgement acknowledgement, CancellationToken cancellationToken)
    {
        if (acknowledgement.StoreEpoch != Epoch) return;
        foreach (var rejected in acknowledgement.Rejected)
            await RefuseAsync(acknowledgement.ItemClass, (long)rejected.Sequence, rejected.ErrorCode, rejected.ErrorMessage, cancellationToken);
        _classes[acknowledgement.ItemClass].Acknowledge((long)acknowledgement.UpToSequence);
    }

    /// <summary>The hub refused one item for good. It leaves its place, so that it stops nothing behind it.</summary>
    public async Task RefuseAsync(ItemClass itemClass, long sequence, string code, string message, CancellationToken cancellationToken)
    {
        if (_classes[itemClass].Find(sequence) is not { } row) return;
        var refused = row with { Refusals = row.Refusals + 1 };
        if (refused.Refusals < MostRefusals) await AppendAsync(itemClass, refused.Stamp, refused.Refusals, refused.Body, cancellationToken);
        else
        {
            _ledger.Quarantine(itemClass, refused, code, message);
            LogQuarantined(itemClass, sequence, code, message);
        }
        // Last: a crash before this leaves it in both places, and it is refused once more.
        _classes[itemClass].Take(sequence);
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<QuarantinedItem> Quarantined() =>
        [.. Refused().Select(row => new QuarantinedItem(row.Id, row.ItemClass, ToItem(row.Row), row.Code, row.Message))];

    /// <summary>Sends it once more, under a new sequence. False: there is no such item.</summary>
    public async Task<bool> RetryAsync(long id, CancellationToken cancellationToken)
    {
        if (Refused().FirstOrDefault(row => row.Id == id) is not { } found) return false;
        await AppendAsync(found.ItemClass, found.Row.Stamp, refusals: 0, found.Row.Body, cancellationToken);
        return _ledger.Release(id);
    }

    public bool Delete(long id) => _ledger.Release(id);

    /// <summary>Deletes what is older than its class is kept, and notes that this boot goes on. For once an hour.</summary>
    public void Expire()
    {
        SeeBoot();
        var ages = Ages();
        foreach (var files in _classes.Values) files.Expire(ages);
    }

    /// <summary>Stores what is in line and closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var commit in _commits.Values) commit.Complete();
        await _loops;
        foreach (var files in _classes.Values) files.Dispose();
        SeeBoot();
        _ledger.Dispose();
    }

    private void SeeBoot()
    {
        var now = _clock.Now();
        try
        {
            _boots = _ledger.SeeBoot(now.BootId, now.MonotonicMs);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SqliteCodes.Full or SqliteCodes.IoError)
        {
            // On a full disk the next note tells it; without it items only seem younger than they are.
            if (_boots.All(boot => boot.BootId != now.BootId)) _boots = [.. _boots, new BootSpan(now.BootId, now.MonotonicMs, now.MonotonicMs)];
        }
    }

    /// <summary>Without a state machine while there is room in line: waking one for each item of a group costs more than storing it.</summary>
    private Task<long> AppendAsync(ItemClass itemClass, ItemStamp stamp, int refusals, byte[] body, CancellationToken cancellationToken)
    {
        var arriving = new ArrivingItem(stamp, refusals, body);
        var inLine = _commits[itemClass].AddAsync(arriving, cancellationToken);
        // Once it is in line it will be stored, whether or not anybody still waits.
        return inLine.IsCompletedSuccessfully ? arriving.Stored.WaitAsync(cancellationToken) : AppendAsync(inLine, arriving, cancellationToken);
    }

    private static async Task<long> AppendAsync(ValueTask inLine, ArrivingItem arriving, CancellationToken cancellationToken)
    {
        await inLine;
        return await arriving.Stored.WaitAsync(cancellationToken);
    }

    private long Store(ItemClass itemClass, IReadOnlyList<ArrivingItem> group)
    {
        for (var isAgain = false; ;)
        {
            try
            {
                var first = _classes[itemClass].Append(group);
                Interlocked.Increment(ref _groups);
                Changed.Raise();
                return first;
            }
            catch (DiskFullException full)
            {
                var files = _classes.ToDictionary(c => c.Key, c => c.Value.EvictableFiles);
                if (EvictionChoice.Choose(itemClass, files) is not { } lowest || !_classes[lowest].EvictOldest())
                    throw new OutboxException("outbox_full", "The disk is full and the outbox has nothing less important to delete.", full);
                LogEvicted(lowest, itemClass);
            }
            catch (Exception error) when (error is SqliteException or IOException && !isAgain)
            {
                // Opened anew, and mended where it is damaged, it takes them.
                isAgain = true;
                LogStoredAgain(itemClass, error.Message);
            }
            catch (Exception error) when (error is SqliteException or IOException)
            {
                // Whoever gave it goes on without: nothing that only tells of a lesson may end what records it.
                throw new OutboxException("outbox_broken", $"The outbox's files do not take it: {error.Message}", error);
            }
        }
    }

    /// <summary>A row of it may be damaged without the file being so; sent again, it would break off every delivery.</summary>
    private IEnumerable<QuarantinedRow> Refused()
    {
        foreach (var row in _ledger.Quarantined())
        {
            if (IsItem(row.Row.Body)) yield return row;
            else if (_ledger.Release(row.Id)) _repairs.Add(StoreKind.Database, _ledger.Path, $"the refused item {row.Id} is not what was written", movedTo: null, 0, 1);
        }
    }

    private static bool IsItem(byte[] body)
    {
        try
        {
            return Item.Parser.ParseFrom(body) is not null;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private void Repaired(RepairOutcome outcome) => _repairs.Add(StoreKind.Database, outcome.Path, outcome.Damage, outcome.Aside, outcome.Saved, lost: null);

    private ItemAges Ages()
    {
        var now = _clock.Now();
        return new ItemAges([.. _boots.Select(boot => boot.BootId == now.BootId ? boot with { LastMs = now.MonotonicMs } : boot)]);
    }

    private static Item ToItem(ItemRow row)
    {
        var item = Item.Parser.ParseFrom(row.Body);
        (item.Sequence, item.BootId, item.MonotonicMs, item.TimeMs) = ((ulong)row.Sequence, row.Stamp.BootId, row.Stamp.MonotonicMs, row.Stamp.TimeMs);
        return item;
    }
}
