using System.IO.Pipes;

namespace Tongtang.EdgeAgent.Sources;

/// <summary>The second output of a capture: on Linux a socket in the data folder, on Windows a named pipe. Only our own account may connect.</summary>
internal sealed class SoundPipe : IAsyncDisposable
{
    private readonly NamedPipeServerStream _server;

    /// <param name="folder">Where the socket lies; its path must stay under 100 characters, else the temporary folder is used.</param>
    public SoundPipe(string folder, string source)
    {
        var name = $"{source}-{Guid.NewGuid():N}"[..Math.Min(40, source.Length + 9)];
        if (OperatingSystem.IsWindows())
        {
            name = "tongtang-" + name;
            Address = $@"\\.\pipe\{name}";
        }
        else
        {
            name = Path.Combine(folder.Length < 60 ? folder : Path.GetTempPath(), name);
            Address = $"unix:{name}";
        }
        _server = new NamedPipeServerStream(name, PipeDirection.In, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
    }

    /// <summary>What ffmpeg writes to.</summary>
    public string Address { get; }

    public async Task<Stream> ConnectedAsync(CancellationToken cancellationToken)
    {
        await _server.WaitForConnectionAsync(cancellationToken);
        return _server;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
