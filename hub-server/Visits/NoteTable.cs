using System.Globalization;
using System.Text;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Visits;

/// <summary>Notes as a file that office programs open. Pure.</summary>
internal static class NoteTable
{
    public static byte[] Csv(IEnumerable<VisitNote> notes)
    {
        var text = new StringBuilder(CsvField.Mark);
        text.Append("at,school,room,title,teacher,author,text,recording,atSeconds\r\n");
        foreach (var note in notes)
        {
            string?[] fields =
            [
                note.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), note.SchoolName, note.RoomName, note.Title, note.Teacher, note.Author, note.Text,
                note.RecordingId, note.AtSeconds?.ToString("0.#", CultureInfo.InvariantCulture),
            ];
            text.AppendJoin(',', fields.Select(field => CsvField.Of(field ?? ""))).Append("\r\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
