namespace Tongtang.EdgeAgent.Outbox;

/// <summary>Puts a page together from what one file after the other has: rows, and gaps where there are none.</summary>
internal sealed class PageReading(long after, int mostRows, long mostBytes, Predicate<ItemRow> isExpired)
{
    /// <summary>The contract allows a thousand, and one look at a file may add as many as it may find rows.</summary>
    private const int MostGaps = 400;

    private readonly List<ItemRow> _rows = [];
    private readonly GapList _gaps = new();
    private long _bytes;

    /// <summary>Everything up to here is told.</summary>
    public long UpTo { get; private set; } = after;

    public bool IsFull => _rows.Count >= mostRows || _bytes >= mostBytes || _gaps.Gaps.Count >= MostGaps;

    /// <summary>What is not told yet, up to <paramref name="last"/>, never comes.</summary>
    public void Skip(long last, string reason)
    {
        _gaps.Add(UpTo + 1, last, reason);
        UpTo = Math.Max(UpTo, last);
    }

    public void Take(ItemFile file, long end)
    {
        while (!IsFull)
        {
            var found = file.Read(UpTo, mostRows - _rows.Count, mostBytes - _bytes, end);
            if (found.Count == 0) return;
            foreach (var (sequence, row) in found) Take(sequence, row);
        }
    }

    public ClassPage Done() => new(_rows, _gaps.Gaps, UpTo);

    private void Take(long sequence, ItemRow? row)
    {
        Skip(sequence - 1, GapReasons.Missing);
        if (row is null) Skip(sequence, GapReasons.Missing);
        else if (row.IsTaken) Skip(sequence, GapReasons.Quarantined);
        else if (isExpired(row)) Skip(sequence, GapReasons.Expired);
        else
        {
            _rows.Add(row);
            _bytes += row.Body.Length;
            UpTo = sequence;
        }
    }
}
