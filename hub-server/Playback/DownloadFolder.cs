using Tongtang.HubServer.MediaStore;

namespace Tongtang.HubServer.Playback;

/// <summary>The made files: <c>{id}.mp4</c>, whole as soon as it has that name. They can be made again, so nothing is fsync'd.</summary>
internal sealed class DownloadFolder(MediaFolder media)
{
    private readonly string _folder = Directory.CreateDirectory(media.DownloadsFolder).FullName;

    public string FilePath(string id) => Path.Combine(_folder, $"{id}.mp4");

    public string PartPath(string id) => Path.Combine(_folder, $"{id}.part");

    public void Remove(string id)
    {
        File.Delete(FilePath(id));
        File.Delete(PartPath(id));
    }

    /// <summary>Also those whose row is gone, with their recording or in a crash.</summary>
    public void RemoveOlderThan(DateTimeOffset time)
    {
        foreach (var file in Directory.EnumerateFiles(_folder).Where(file => File.GetLastWriteTimeUtc(file) < time.UtcDateTime)) File.Delete(file);
    }
}
