using Microsoft.Data.Sqlite;
using Tongtang.Protocol.Durability;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>The files themselves: opened, begun, sealed, mended, unlinked. All of it under the lock.</summary>
internal sealed partial class ClassFiles
{
    /// <summary>With less the disk may be what is wrong.</summary>
    private const long RoomToMend = 32L * 1024 * 1024;

    /// <summary>The last sequence that the file may have.</summary>
    private long EndOf(int index) => index + 1 < _files.Count ? _files[index + 1] - 1 : _next - 1;

    private bool IsNewest(int index) => _newest is not null && _newest.First == _files[index];

    /// <summary>Returns the sequence that comes next.</summary>
    private long OpenNewest()
    {
        if (_files.Count == 0) return Math.Max(_marks.Reserved, _marks.Acknowledged) + 1;
        try
        {
            _newest = ItemFile.Open(_folder, _files[^1], _limits.FileBytes);
            _newest.Check();
        }
        catch (SqliteException error) when (IsLost(error))
        {
            Seal();
            _repaired(ItemFileRepair.Repair(_folder, _files[^1], long.MaxValue, _limits.FileBytes, error.Message, _time));
            _newest = ItemFile.Open(_folder, _files[^1], _limits.FileBytes);
        }
        return Math.Max(_newest.Last, Math.Max(_marks.Reserved, _marks.Acknowledged)) + 1;
    }

    private long Store(IReadOnlyList<ArrivingItem> items)
    {
        try
        {
            _newest ??= Reopen();
            if (_newest is { IsEmpty: false } newest && !newest.HasRoomFor(items.Sum(item => (long)item.Body.Length), items.Count)) Seal();
            return Write(items);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SqliteCodes.Full && _newest is { IsEmpty: false })
        {
            // The file's own end came sooner than was reckoned: then a new one takes it.
            Seal();
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SqliteCodes.Full)
        {
            Seal();
            throw new DiskFullException(error);
        }
        try
        {
            return Write(items);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SqliteCodes.Full)
        {
            Seal();
            throw new DiskFullException(error);
        }
    }

    private long Write(IReadOnlyList<ArrivingItem> items)
    {
        _newest ??= Begin();
        var (first, last) = (_next, _next + items.Count - 1);
        if (last > _marks.Reserved) Remember(_marks with { Reserved = last + ReservedAtOnce });
        _newest.Append([.. items.Select((item, i) => new ItemRow(first + i, item.Stamp, item.Refusals, item.Body))]);
        _next = last + 1;
        return first;
    }

    private ItemFile? FileOf(long sequence)
    {
        var i = _files.FindLastIndex(first => first <= sequence);
        return i < 0 ? null : Opened(_files[i], EndOf(i));
    }

    private ItemFile? Reopen()
    {
        if (_files.Count == 0) return null;
        if (_older?.First == _files[^1]) CloseOlder();
        try
        {
            return ItemFile.Open(_folder, _files[^1], _limits.FileBytes);
        }
        catch (SqliteException error) when (IsLost(error))
        {
            var mended = Mend(_files[^1], _next - 1, error);
            _older = null;
            return mended;
        }
    }

    /// <summary>Another try would say the same: what can still be read of the file is saved, and the rest is given up.</summary>
    private bool IsLost(SqliteException error) =>
        SqliteCodes.IsDamage(error) || (SqliteCodes.IsOutOfReach(error) && new DriveInfo(_folder).AvailableFreeSpace > RoomToMend);

    /// <summary>No more is written to the newest file. Closing it writes its log back.</summary>
    private void Seal()
    {
        _newest?.Dispose();
        _newest = null;
    }

    private ItemFile Begin()
    {
        while (_files.Count >= _limits.Files && TryEvictOldest())
        {
            // The class makes room for itself, within its own bytes.
        }
        try
        {
            var file = ItemFile.Open(_folder, _next, _limits.FileBytes);
            DurableFile.FlushFolder(_folder);
            _files.Add(_next);
            return file;
        }
        catch (SqliteException)
        {
            // On a full disk half a file is of no use.
            ItemFile.Delete(Path.Combine(_folder, ItemFile.NameOf(_next)));
            throw;
        }
    }

    private bool TryEvictOldest()
    {
        if (_files.Count == 0 || (_files.Count == 1 && _newest is { IsEmpty: true })) return false;
        var lost = Math.Max(0, EndOf(0) - Math.Max(_files[0] - 1, _marks.Acknowledged));
        if (IsNewest(0)) Seal();
        Unlink(0);
        Note(_marks with { Evicted = _marks.Evicted + lost });
        return true;
    }

    private void Unlink(int index)
    {
        var first = _files[index];
        if (_older?.First == first) CloseOlder();
        ItemFile.Delete(Path.Combine(_folder, ItemFile.NameOf(first)));
        _files.RemoveAt(index);
    }

    private void CloseOlder()
    {
        _older?.Dispose();
        _older = null;
    }

    private ItemFile Opened(long first, long end)
    {
        if (_newest?.First == first) return _newest;
        if (_older?.First == first) return _older;
        CloseOlder();
        try
        {
            return _older = ItemFile.Open(_folder, first, _limits.FileBytes);
        }
        catch (SqliteException error) when (IsLost(error))
        {
            return Mend(first, end, error);
        }
    }

    private ItemFile Mend(long first, long end, SqliteException error)
    {
        if (_newest?.First == first) Seal();
        CloseOlder();
        _repaired(ItemFileRepair.Repair(_folder, first, end + 1, _limits.FileBytes, error.Message, _time));
        return _older = ItemFile.Open(_folder, first, _limits.FileBytes);
    }

    private void ReadFile(long first, long end, PageReading reading)
    {
        var file = Opened(first, end);
        try
        {
            reading.Take(file, end);
        }
        catch (SqliteException error) when (IsLost(error))
        {
            reading.Take(Mend(first, end, error), end);
        }
    }

    private ItemStamp? NewestStamp(long first)
    {
        var end = EndOf(_files.IndexOf(first));
        var file = Opened(first, end);
        try
        {
            return file.ReadLast()?.Stamp;
        }
        catch (SqliteException error) when (IsLost(error))
        {
            return Mend(first, end, error).ReadLast()?.Stamp;
        }
    }

    /// <summary>What must be on the disk before the next step.</summary>
    private void Remember(ClassMarks marks)
    {
        _ledger.Write(_class, marks);
        _marks = marks;
    }

    /// <summary>What is only counted: on a full disk the next note carries it.</summary>
    private void Note(ClassMarks marks)
    {
        _marks = marks;
        try
        {
            _ledger.Write(_class, marks);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SqliteCodes.Full or SqliteCodes.IoError)
        {
            // Written with the next mark.
        }
    }
}
