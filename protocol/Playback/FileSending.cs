using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace Tongtang.Protocol.Playback;

/// <summary>
/// Files into a response. Read straight into the response's own buffers: Kestrel's SendFileAsync copies through a stream in
/// 16 KiB steps. The reads are synchronous, since .NET hands asynchronous ones on Linux to another thread for the same
/// system call; what is being watched is in the page cache.
/// </summary>
internal static class FileSending
{
    private const int StepBytes = 128 * 1024;

    public static SafeFileHandle? Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public static async Task SendAsync(PipeWriter output, SafeFileHandle file, long offset, long length, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            var buffer = output.GetMemory((int)Math.Min(StepBytes, length));
            var read = RandomAccess.Read(file, buffer.Span[..(int)Math.Min(buffer.Length, length)], offset);
            if (read == 0) throw new EndOfStreamException("A media file became shorter while it was being sent.");
            output.Advance(read);
            (offset, length) = (offset + read, length - read);
            if ((await output.FlushAsync(cancellationToken)).IsCompleted) return;
        }
    }
}
