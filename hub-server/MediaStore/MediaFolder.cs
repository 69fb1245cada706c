using Tongtang.Protocol.Durability;

namespace Tongtang.HubServer.MediaStore;

/// <summary>
/// The recordings' files: <c>{folder}/{first two of id}/{id}/{track}/{epoch}-init.mp4</c> and <c>{epoch}-{number}.m4s</c>.
/// A file that has such a name is whole; what is still arriving lies in <c>{folder}/arriving</c> on the same disk.
/// Callers have checked ids and names: nothing here comes unchecked from a peer.
/// </summary>
internal sealed class MediaFolder
{
    private readonly string _folder;
    private readonly string _arriving;
    private readonly FreeSpace _space;

    public MediaFolder(string folder, long reserveBytes, TimeProvider time)
    {
        _folder = Path.GetFullPath(folder);
        _arriving = Path.Combine(_folder, "arriving");
        DurableFile.CreateFolder(_arriving);
        _space = new FreeSpace(_folder, reserveBytes, time);
        RemoveArriving();
    }

    /// <summary>For files made of recordings, which can be made again; on the same disk.</summary>
    public string DownloadsFolder => Path.Combine(_folder, "downloads");

    /// <summary>Below the store's folder.</summary>
    public static string RecordingName(string recordingId) => Path.Combine(recordingId[..2], recordingId);

    /// <summary>Below the store's folder.</summary>
    public static string SegmentName(string recordingId, string track, long epoch, long number) =>
        Path.Combine(RecordingName(recordingId), track, $"{epoch}-{number}.m4s");

    public string RecordingFolder(string recordingId) => Path.Combine(_folder, RecordingName(recordingId));

    public string TrackFolder(string recordingId, string track) => Path.Combine(RecordingFolder(recordingId), track);

    public string InitPath(string recordingId, string track, long epoch) => Path.Combine(TrackFolder(recordingId, track), $"{epoch}-init.mp4");

    public string SegmentPath(string recordingId, string track, long epoch, long number) =>
        Path.Combine(_folder, SegmentName(recordingId, track, epoch, number));

    /// <summary>A file for <paramref name="length"/> bytes that are about to arrive.</summary>
    /// <exception cref="StorageFullException">They would eat into the reserve.</exception>
    public ArrivingFile Begin(long length)
    {
        _space.Require(length);
        return new ArrivingFile(Path.Combine(_arriving, $"{Guid.NewGuid():N}.part"));
    }

    /// <exception cref="StorageFullException">They would eat into the reserve.</exception>
    public void RequireSpace(long bytes) => _space.Require(bytes);

    /// <summary>Writes the init segment durably; the track's folder comes to be with it.</summary>
    public void WriteInit(string recordingId, string track, long epoch, ReadOnlySpan<byte> init)
    {
        _space.Require(init.Length);
        DurableFile.CreateFolder(TrackFolder(recordingId, track));
        DurableFile.Write(InitPath(recordingId, track, epoch), init, DurableFile.Ordinary);
    }

    /// <summary>Removes all files of a recording, if there are any.</summary>
    public void Remove(string recordingId)
    {
        var folder = RecordingFolder(recordingId);
        if (!Directory.Exists(folder)) return;
        Directory.Delete(folder, recursive: true);
        DurableFile.FlushFolder(Path.GetDirectoryName(folder)!);
    }

    /// <summary>What was arriving when the hub ended: nobody was told that it is here.</summary>
    private void RemoveArriving()
    {
        foreach (var file in Directory.EnumerateFiles(_arriving)) File.Delete(file);
    }
}
