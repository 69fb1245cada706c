using Tongtang.HubServer.MediaStore;

namespace Tongtang.HubServer.Playback;

/// <summary>The made files: <c>{id}.mp4</c>, whole as soon as it has that name. They can be made again, so nothing is fsync'd.</summary>
internal sealed class DownloadFolder(MediaFolder media)
{
    private readonly string _folder = Directory.CreateDirectory(media.DownloadsFolder).FullName;

    public string FilePath(string id) => Path.Combine(_folder, $"{id}.mp4");

    /// <summary>For what is on its way to become one; whatever is left in it is of nobody.</summary>
    public string WorkFolder { get; } = Emptied(Path.Combine(media.DownloadsFolder, "work"));

    private readonly string _pictures = Directory.CreateDirectory(Path.Combine(media.DownloadsFolder, "pictures")).FullName;

    public string PicturePath(string recordingId, string version) => Path.Combine(_pictures, $"{recordingId}-{version}.jpg");

    public string PartPath(string id) => Path.Combine(_folder, $"{id}.part");

    public void Remove(string id)
    {
        File.Delete(FilePath(id));
        File.Delete(PartPath(id));
    }

    /// <summary>Also those whose row is gone, with their recording or in a crash.</summary>
    public void RemoveOlderThan(DateTimeOffset time)
    {
        foreach (var file in Directory.EnumerateFiles(_folder).Concat(Directory.EnumerateFiles(_pictures)).Where(file => File.GetLastWriteTimeUtc(file) < time.UtcDateTime)) File.Delete(file);
    }

    private static string Emptied(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var left in Directory.EnumerateFiles(folder)) File.Delete(left);
        foreach (var left in Directory.EnumerateDirectories(folder)) Directory.Delete(left, recursive: true);
        return folder;
    }
}
