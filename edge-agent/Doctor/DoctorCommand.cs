using System.CommandLine;
using Tongtang.EdgeAgent.Commands;

namespace Tongtang.EdgeAgent.Doctor;

internal static class DoctorCommand
{
    public static Command Make(SettingOptions options)
    {
        var doctor = new Command("doctor", "Checks this box and says in words what to do.");
        doctor.SetAction((parsed, _) => Task.FromResult(options.Read(parsed) is null ? 1 : 0));
        return doctor;
    }
}
