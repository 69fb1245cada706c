using System.CommandLine;
using System.Runtime.InteropServices;
using Tongtang.District;

// Fills a hub with a made-up district through its public interfaces, and keeps its boxes on the line. See demo.sh.
var hub = new Option<string>("--hub") { Description = "The console's address.", Required = true };
var agents = new Option<string>("--agents") { Description = "The boxes' address.", Required = true };
var data = new Option<string>("--data") { Description = "A folder for certificates of its boxes and for media.", Required = true };
var schools = new Option<int>("--schools") { Description = "4 to 35 of them, or fewer to try it.", DefaultValueFactory = _ => 35 };
var real = new Option<int>("--real") { Description = "So many of the first schools have a real box.", DefaultValueFactory = _ => 0 };
var port = new Option<int>("--webhook-port") { Description = "Where the hub's events are listened to.", DefaultValueFactory = _ => 0 };
var root = new RootCommand("A made-up district. The hub's token is read from DISTRICT_TOKEN.");
root.Subcommands.Add(Make("fill", "Makes what is not there yet, and ends.", (district, _, ct) => district.FillAsync(ct)));
root.Subcommands.Add(Make("live", "Keeps the boxes on the line until it is ended.", (district, at, ct) => district.LiveAsync(at, ct)));
return await root.Parse(args).InvokeAsync();

Command Make(string name, string description, Func<MadeUpDistrict, int, CancellationToken, Task> work)
{
    var command = new Command(name, description) { hub, agents, data, schools, real, port };
    command.SetAction(async (parsed, cancellationToken) =>
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        var token = Environment.GetEnvironmentVariable("DISTRICT_TOKEN") ?? throw new DistrictException("DISTRICT_TOKEN is not set");
        using var api = new HubApi(new Uri(parsed.GetRequiredValue(hub)), token);
        var folder = Directory.CreateDirectory(parsed.GetRequiredValue(data)).FullName;
        var district = new MadeUpDistrict(api, new Uri(parsed.GetRequiredValue(agents)), folder, parsed.GetValue(schools), parsed.GetValue(real), line => Console.WriteLine($"   {line}"), TimeProvider.System);
        try
        {
            await work(district, parsed.GetValue(port), stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }
        catch (DistrictException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return 1;
        }
    });
    return command;
}
