namespace Tongtang.HubServer.MediaStore;

/// <summary>
/// Whether there is room on the disk, asked at most once a second: in between what was promised is taken off. What it
/// misses (others writing to the same disk) the reserve carries.
/// </summary>
internal sealed class FreeSpace(string folder, long reserveBytes, TimeProvider time)
{
    private static readonly TimeSpan s_asGoodAs = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly DriveInfo _drive = new(folder);
    private long _askedAt = long.MinValue;
    private long _available;

    /// <exception cref="StorageFullException">Less than the reserve would stay free.</exception>
    public void Require(long bytes)
    {
        lock (_lock)
        {
            if (_askedAt == long.MinValue || time.GetElapsedTime(_askedAt) >= s_asGoodAs)
            {
                _available = _drive.AvailableFreeSpace;
                _askedAt = time.GetTimestamp();
            }
            if (_available - bytes < reserveBytes)
                throw new StorageFullException($"{_available} bytes are free on the disk of '{folder}', {reserveBytes} of them are kept in reserve.");
            _available -= bytes;
        }
    }
}

/// <summary>The disk of the recordings has no room for what should be written.</summary>
internal sealed class StorageFullException(string message) : IOException(message)
{
    private const int UnixNoSpace = 28;
    private const int UnixQuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Whether the operating system's answer means the same.</summary>
    public static bool Means(IOException failure) =>
        failure is StorageFullException || failure.HResult is UnixNoSpace or UnixQuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull;
}
