using HtcondorActors.Actors;

namespace HtcondorActors.Http.Endpoints;

/// <summary>How every endpoint answers: 200 and nothing else is success (protocol 1.4); a refusal is one line of plain text.</summary>
internal static class Answers
{
    private const int LongestLine = 1000;

    public static IPodGateway Gateway(this HttpContext http) => http.RequestServices.GetRequiredService<IPodGateway>();

    public static async Task AnswerAsync(this HttpContext http, byte[] json)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        await http.Response.Body.WriteAsync(json, http.RequestAborted);
    }

    /// <param name="http">Its response must not have started.</param>
    /// <param name="status">Never 200.</param>
    /// <param name="words">Shown to the pod's owner (<c>kubectl describe</c>): made one line, without control characters.</param>
    public static async Task RefuseAsync(this HttpContext http, int status, string words)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync(OneLine(words), http.RequestAborted);
    }

    public static string OneLine(string words)
    {
        var line = new string([.. words.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)]).Trim();
        return line.Length <= LongestLine ? line : line[..LongestLine] + " ...";
    }
}
