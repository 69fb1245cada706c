using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Commands;
using Tongtang.Protocol.Enrolment;

namespace Tongtang.HubServer.Tests.Recordings;

/// <summary>
/// Acknowledged means on disk. A killed process proves nothing of a power cut, since the page cache outlives it; so the
/// hub's own system calls are watched (strace): what the box is told must come after everything was flushed, in the order
/// in which one thing relies on the other.
/// </summary>
public sealed partial class AcknowledgedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("database", "sqlite")]
    public async Task Store_Receipt_ComesAfterFileNameAndRowAreFlushed()
    {
        if (!OperatingSystem.IsLinux()) return;
        var lesson = new SampleLesson();
        var receipts = new List<(uint Number, double At)>();
        await using (var hub = await TracedHub.StartAsync(_folder))
        {
            await using var box = await hub.EnrolAsync();
            await box.OpenAsync(lesson.Describe());
            for (var number = 0u; number < 3; number++)
            {
                await lesson.SendAsync(box, number);
                receipts.Add((number, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0));
            }
        }
        var calls = ReadCalls();
        var after = 0.0;
        foreach (var (number, at) in receipts)
        {
            var placed = calls.Single(call => call.Name.StartsWith("rename", StringComparison.Ordinal) && call.Arguments.EndsWith($"/0-{number}.m4s\"", StringComparison.Ordinal));
            var arriving = QuotedPath().Match(placed.Arguments).Groups["path"].Value;
            var file = calls.Single(call => call.IsFlushOf(arriving));
            var folder = calls.First(call => call.IsFlushOf(_folder[$"data/media/{lesson.Id[..2]}/{lesson.Id}/{SampleLesson.Video}"]) && call.Begun >= placed.Ended);
            var row = calls.First(call => call.IsFlushOf(_folder["data/hub.db-wal"]) && call.Begun >= folder.Ended);
            Assert.True(file.Begun > after, $"segment {number}: the file's flush is of an earlier one");
            Assert.True(file.Ended <= placed.Begun, $"segment {number} was named before its bytes were flushed");
            // Milliseconds are what the test's own clock is read in.
            Assert.True(row.Ended <= at + 0.001, $"segment {number} was acknowledged before its row was flushed");
            after = at;
        }
    }

    private List<SystemCall> ReadCalls() => Directory.GetFiles(_folder.Path, "calls.*")
        .SelectMany(File.ReadLines)
        .Select(line => Line().Match(line))
        .Where(match => match.Success)
        .Select(SystemCall.Of)
        .OrderBy(call => call.Begun)
        .ToList();

    [GeneratedRegex("""\A(?<at>[0-9.]+) (?<name>[a-z0-9]+)\((?<arguments>.*)\) += 0 <(?<took>[0-9.]+)>\z""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();

    [GeneratedRegex("\"(?<path>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QuotedPath();

    /// <summary>One call that succeeded; times in seconds since 1970.</summary>
    private sealed record SystemCall(string Name, string Arguments, double Begun, double Ended)
    {
        public static SystemCall Of(Match line)
        {
            var begun = double.Parse(line.Groups["at"].Value, CultureInfo.InvariantCulture);
            return new SystemCall(line.Groups["name"].Value, line.Groups["arguments"].Value, begun, begun + double.Parse(line.Groups["took"].Value, CultureInfo.InvariantCulture));
        }

        public bool IsFlushOf(string path) => Name is "fsync" or "fdatasync" && Arguments.EndsWith($"<{path}>", StringComparison.Ordinal);
    }

    /// <summary>A hub as a process of its own under strace, one file of calls for each thread.</summary>
    private sealed class TracedHub : IAsyncDisposable
    {
        private readonly Process _strace;
        private readonly HttpClient _client = new();
        private readonly List<string> _lines = [];

        private TracedHub(Process strace) => _strace = strace;

        public static async Task<TracedHub> StartAsync(TemporaryFolder folder)
        {
            var token = new StringWriter();
            Directory.CreateDirectory(folder["data"]);
            Assert.Equal(0, await HubCommands.RunAsync(["token", "create", "--name", "test", "--data", folder["data"]], token, TextWriter.Null));
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            var start = new ProcessStartInfo("strace")
            {
                RedirectStandardOutput = true,
                ArgumentList =
                {
                    "-ff", "-y", "-ttt", "-T", "-s", "4096", "-e", "trace=fsync,fdatasync,rename,renameat,renameat2", "-o", folder["calls"],
                    "dotnet", Path.Combine(AppContext.BaseDirectory, "hub-server.dll"), "run", "--data", folder["data"], "--listen", "http://127.0.0.1:0", "--agents-listen", $"https://127.0.0.1:{Programs.FreePort()}",
                },
            };
            var hub = new TracedHub(Process.Start(start)!);
            while (hub._lines.Count(line => line.Contains("Now listening on: ", StringComparison.Ordinal)) < 2)
                hub._lines.Add(await hub._strace.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(string.Join('\n', hub._lines)));
            _ = hub._strace.StandardOutput.ReadToEndAsync();
            hub._client.BaseAddress = hub.Address("http://");
            hub._client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.ToString().Trim());
            return hub;
        }

        public async Task<TestBox> EnrolAsync()
        {
            var region = await _client.PostForIdAsync("/api/v1/regions", new { name = "区" });
            var school = await _client.PostForIdAsync("/api/v1/schools", new { name = "校", regionId = region });
            var room = await _client.PostForIdAsync("/api/v1/rooms", new { name = "室", schoolId = school });
            var issued = await (await _client.PostAsync($"/api/v1/rooms/{room}/join-codes", null)).JsonAsync();
            return await TestBox.EnrolAsync(Address("https://"), JoinCode.TryParse(issued["code"]!.GetValue<string>(), out _)!);
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            _strace.Kill(entireProcessTree: true);
            await _strace.WaitForExitAsync();
            _strace.Dispose();
        }

        private Uri Address(string scheme)
        {
            var line = _lines.First(line => line.Contains("Now listening on: " + scheme, StringComparison.Ordinal));
            return new Uri(line[line.IndexOf(scheme, StringComparison.Ordinal)..].Trim());
        }
    }
}
