using Microsoft.Data.Sqlite;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>What could be read of a class: items to send and sequences that never come, in order and without a hole between them.</summary>
/// <param name="UpTo">The sequence up to which the two together tell everything; what was asked for when there is nothing.</param>
internal sealed record ClassPage(IReadOnlyList<ItemRow> Rows, IReadOnlyList<DeclaredGap> Gaps, long UpTo);

/// <summary>The disk has no room, and not because a file has reached its end.</summary>
internal sealed class DiskFullException(SqliteException cause) : IOException("The disk is full.", cause);

/// <summary>
/// One class's row of files, oldest first; only the newest is written. What is missing from it was evicted, expired or
/// lost, and is found again by the holes in the sequences: no note about it can be lost, and none must be written on a
/// full disk. Start and memory do not depend on how much waits: files are listed, and only the newest is opened. Thread safe.
/// </summary>
internal sealed partial class ClassFiles : IDisposable
{
    /// <summary>Sequences that are reserved with one note. After an unclean end the rest of them is skipped, so that none is ever given out twice.</summary>
    private const int ReservedAtOnce = 4096;

    private readonly Lock _lock = new();
    private readonly ItemClass _class;
    private readonly string _folder;
    private readonly ClassLimits _limits;
    private readonly OutboxLedger _ledger;
    private readonly Action<RepairOutcome> _repaired;
    private readonly TimeProvider _time;

    /// <summary>First sequences of the files there are, in order.</summary>
    private readonly List<long> _files;

    private ClassMarks _marks;

    /// <summary>The newest file, while it is open for writing.</summary>
    private ItemFile? _newest;

    /// <summary>An older one that is being read.</summary>
    private ItemFile? _older;

    private long _next;

    /// <param name="repaired">Told of every file that was found damaged.</param>
    public ClassFiles(ItemClass itemClass, string outboxFolder, ClassLimits limits, OutboxLedger ledger, Action<RepairOutcome> repaired, TimeProvider time)
    {
        (_class, _limits, _ledger, _repaired, _time) = (itemClass, limits, ledger, repaired, time);
        _folder = Directory.CreateDirectory(Path.Combine(outboxFolder, ItemClasses.FolderName(itemClass))).FullName;
        ItemFileRepair.Finish(_folder);
        _files = [.. Directory.EnumerateFiles(_folder, "*.db").Select(file => long.TryParse(Path.GetFileNameWithoutExtension(file), out var first) ? first : 0).Where(first => first > 0).Order()];
        _marks = ledger.Read(itemClass);
        _next = OpenNewest();
    }

    public ClassMarks Marks
    {
        get
        {
            lock (_lock) return _marks;
        }
    }

    /// <summary>The last sequence that was given out; 0: none.</summary>
    public long Last
    {
        get
        {
            lock (_lock) return _next - 1;
        }
    }

    /// <summary>How many files there are that could be evicted.</summary>
    public int EvictableFiles
    {
        get
        {
            lock (_lock) return _files.Count - (_newest is { IsEmpty: true } ? 1 : 0);
        }
    }

    /// <summary>Stores a group; when it returns, the items are on the disk.</summary>
    /// <param name="items">At most 256 KiB.</param>
    /// <returns>The first one's sequence; the others follow it.</returns>
    /// <exception cref="DiskFullException">Nothing was stored.</exception>
    public long Append(IReadOnlyList<ArrivingItem> items)
    {
        lock (_lock)
        {
            try
            {
                return Store(items);
            }
            catch (SqliteException)
            {
                // Whatever it was, the next try begins with a file opened anew.
                Seal();
                throw;
            }
        }
    }

    /// <summary>
    /// The notes are lost, and with them how far the sequences had come: they go on so much later that no earlier one can
    /// be as high.
    /// </summary>
    public void Leap()
    {
        lock (_lock) _next += 1L << 40;
    }

    /// <summary>What comes behind <paramref name="after"/>, within limits; expired items are gaps.</summary>
    public ClassPage Read(long after, int mostRows, long mostBytes, ItemAges ages)
    {
        lock (_lock)
        {
            var reading = new PageReading(after, mostRows, mostBytes, row => ages.Of(row.Stamp) > _limits.KeepFor);
            // What is gone at the head was with the hub, was too old up to its mark, and gave way behind it.
            var gone = (_files.Count > 0 ? _files[0] : _next) - 1;
            reading.Skip(Math.Min(gone, _marks.Acknowledged), GapReasons.Acknowledged);
            reading.Skip(Math.Min(gone, _marks.ExpiredTo), GapReasons.Expired);
            reading.Skip(gone, GapReasons.Evicted);
            for (var i = 0; i < _files.Count && !reading.IsFull; i++)
            {
                var end = EndOf(i);
                if (end <= reading.UpTo) continue;
                ReadFile(_files[i], end, reading);
                // What an ended file does not have will not come.
                if (!reading.IsFull && i + 1 < _files.Count) reading.Skip(end, GapReasons.Missing);
            }
            return reading.Done();
        }
    }

    /// <summary>The hub has everything up to here. Files that are through are unlinked.</summary>
    public void Acknowledge(long upTo)
    {
        lock (_lock)
        {
            if (upTo <= _marks.Acknowledged) return;
            if (upTo >= _next)
            {
                // The hub knows more than this store: the folder is an older copy. Those sequences are not given out again.
                _next = upTo + 1;
            }
            Note(_marks with { Acknowledged = upTo });
            while (_files.Count > 1 && EndOf(0) <= upTo) Unlink(0);
        }
    }

    /// <summary>Deletes the oldest file, acknowledged or not. False: there is none with anything in it.</summary>
    public bool EvictOldest()
    {
        lock (_lock) return TryEvictOldest();
    }

    /// <summary>Deletes files in which everything is older than the class is kept.</summary>
    public void Expire(ItemAges ages)
    {
        lock (_lock)
        {
            while (_files.Count > 0 && NewestStamp(_files[0]) is { } stamp && ages.Of(stamp) > _limits.KeepFor)
            {
                var last = EndOf(0);
                if (IsNewest(0)) Seal();
                Unlink(0);
                Note(_marks with { ExpiredTo = last });
            }
        }
    }

    /// <summary>Null: it is not there, or was taken out of its place.</summary>
    public ItemRow? Find(long sequence)
    {
        lock (_lock) return FileOf(sequence)?.Find(sequence);
    }

    /// <summary>Takes an item out of its place: its sequence never comes.</summary>
    public void Take(long sequence)
    {
        lock (_lock) FileOf(sequence)?.Take(sequence);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_next - 1 < _marks.Reserved) Note(_marks with { Reserved = _next - 1 });
            Seal();
            CloseOlder();
        }
    }
}
