import adapters from './adapters.json'
import attachments from './attachments.json'
import audit from './audit.json'
import auth from './auth.json'
import calendar from './calendar.json'
import clients from './clients.json'
import collection from './collection.json'
import comments from './comments.json'
import common from './common.json'
import complaintFigures from './complaintFigures.json'
import complaints from './complaints.json'
import dashboard from './dashboard.json'
import jobs from './jobs.json'
import notices from './notices.json'
import oversight from './oversight.json'
import policies from './policies.json'
import publication from './publication.json'
import results from './results.json'
import retaliation from './retaliation.json'
import rights from './rights.json'
import rounds from './rounds.json'
import screening from './screening.json'
import security from './security.json'
import transfers from './transfers.json'
import units from './units.json'
import users from './users.json'
import webhooks from './webhooks.json'

export default {
  adapters,
  attachments,
  audit,
  auth,
  calendar,
  clients,
  collection,
  comments,
  common,
  complaintFigures,
  complaints,
  dashboard,
  jobs,
  notices,
  oversight,
  policies,
  publication,
  results,
  retaliation,
  rights,
  rounds,
  screening,
  security,
  transfers,
  units,
  users,
  webhooks,
}
