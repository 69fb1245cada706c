namespace Tongtang.EdgeAgent.Recordings;

/// <summary>How much of a disk is kept free, and for what. Pure, but for the look at the disk.</summary>
/// <param name="MakeRoomBelow">Bytes free below which acknowledged media goes: the coming hour's.</param>
/// <param name="RefuseStartBelow">Bytes free below which no recording starts that nobody planned: ten minutes', which the lesson that runs needs more.</param>
internal readonly record struct DiskRoom(long MakeRoomBelow, long RefuseStartBelow)
{
    private const long Megabyte = 1_000_000;

    /// <summary>Two cameras of 4 Mbit/s: before anything was measured.</summary>
    private const double GuessedBytesPerSecond = 1_000_000;

    /// <param name="bytesPerSecond">As measured; null: not yet.</param>
    /// <param name="totalBytes">The disk's size: of a small one a quarter and an eighth at most are kept free, or nothing of it would be used.</param>
    public static DiskRoom For(double? bytesPerSecond, long totalBytes, RecordingOptions options)
    {
        var rate = bytesPerSecond ?? GuessedBytesPerSecond;
        var refuse = Math.Max(
            Math.Min(Math.Max((long)(rate * 600), options.RefuseStartBelowMegabytes * Megabyte), totalBytes / 8),
            LeastToBegin(totalBytes));
        return new DiskRoom(Math.Max(Math.Min(Math.Max((long)(rate * 3600), options.MakeRoomBelowMegabytes * Megabyte), totalBytes / 4), refuse), refuse);
    }

    /// <summary>What is never filled with media: the journal, its log and what runs beside them need it. SQLite does not come back from a full disk.</summary>
    public static long Reserve(long totalBytes) => Math.Clamp(totalBytes / 16, 4 * Megabyte, 32 * Megabyte);

    /// <summary>A recording that begins beside the reserve would end at once.</summary>
    public static long LeastToBegin(long totalBytes) => 2 * Reserve(totalBytes);

    /// <summary>The nearest folder above that is there.</summary>
    public static string Existing(string folder)
    {
        var existing = Path.GetFullPath(folder);
        while (!Directory.Exists(existing)) existing = Path.GetDirectoryName(existing)!;
        return existing;
    }
}
