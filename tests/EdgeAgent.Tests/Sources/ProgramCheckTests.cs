using Microsoft.Extensions.Logging;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Harness;

namespace Tongtang.EdgeAgent.Tests.Sources;

public sealed class ProgramCheckTests
{
    [Fact]
    public void Exists_ByPathByNameAndOnWindows_IsFound()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["ffmpeg"], "");
        File.WriteAllText(folder["ffprobe.exe"], "");
        var path = $"/nowhere{Path.PathSeparator}{folder.Path}";
        Assert.True(ProgramCheck.Exists("ffmpeg", path, windows: false));
        Assert.True(ProgramCheck.Exists(folder["ffmpeg"], "", windows: false));
        Assert.True(ProgramCheck.Exists("ffprobe", path, windows: true));
        Assert.False(ProgramCheck.Exists("ffprobe", path, windows: false));
        Assert.False(ProgramCheck.Exists("ffmpeg", null, windows: false));
    }

    [Fact]
    public async Task Start_WithoutThem_SaysSoAndWhatToDo()
    {
        var log = new Lines();
        await new ProgramCheck(new RecordingOptions { Ffmpeg = "/nowhere/ffmpeg", Ffprobe = "/nowhere/ffprobe" }, log).StartAsync(CancellationToken.None);
        Assert.Equal(2, log.Count);
        Assert.Contains("no program /nowhere/ffmpeg", log[0], StringComparison.Ordinal);
        Assert.Contains("apt-get install ffmpeg", log[0], StringComparison.Ordinal);
        Assert.Contains("Recording:Ffprobe", log[1], StringComparison.Ordinal);
    }

    private sealed class Lines : List<string>, ILogger<ProgramCheck>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Add(formatter(state, exception));
    }
}
