namespace Tongtang.EdgeAgent.Recordings;

/// <summary>Says when media must stop, and goes on when there is half as much again, so that a disk at the edge does not cost every other segment.</summary>
internal sealed class DiskReserve
{
    private bool _reached;

    /// <summary>For tests: a disk of one's own.</summary>
    internal Func<(long FreeBytes, long TotalBytes)>? DiskForTests { get; init; }

    /// <exception cref="IOException">There is only the reserve left.</exception>
    public void Require(string folder)
    {
        var (free, total) = DiskForTests?.Invoke() ?? Look(folder);
        var reserve = DiskRoom.Reserve(total);
        _reached = free < (_reached ? reserve + (reserve / 2) : reserve);
        if (_reached) throw new IOException($"The disk of '{folder}' is full but for {free / 1_000_000} MB, a reserve for the journal.");
    }

    private static (long FreeBytes, long TotalBytes) Look(string folder)
    {
        var drive = new DriveInfo(DiskRoom.Existing(folder));
        return (drive.AvailableFreeSpace, drive.TotalSize);
    }
}
